// The list that opens under an input with role=combobox. Whoever owns the input answers its event "options" by
// detail.show([{label, options: [{value, text}]}], more), and is told of a choice by its event "picked".
const list = document.createElement("div");
list.className = "options";
list.id = "editor-options";
list.setAttribute("role", "listbox");

let owner = null;
let at = -1;
let round = 0;

const items = () => [...list.querySelectorAll("[role=option]")];

function open(input) {
  if (owner && owner !== input) close();
  owner = input;
  const mine = ++round;
  const show = (groups, more) => mine === round && owner === input && draw(groups, more);
  input.dispatchEvent(new CustomEvent("options", { bubbles: true, detail: { typed: input.value, show } }));
}

function draw(groups, more) {
  list.replaceChildren();
  for (const group of groups) {
    const box = list.appendChild(document.createElement("div"));
    if (group.label) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", group.label);
      const head = box.appendChild(document.createElement("div"));
      head.className = "options__head";
      head.setAttribute("aria-hidden", "true");
      head.textContent = group.label;
    } else {
      box.setAttribute("role", "presentation");
    }
    for (const one of group.options) box.append(option(one));
  }
  if (more) list.append(option(more));
  const isAnything = items().length > 0;
  if (!isAnything && owner.dataset.nothing) {
    const said = list.appendChild(document.createElement("div"));
    said.className = "options__nothing";
    said.setAttribute("role", "option");
    said.setAttribute("aria-disabled", "true");
    said.textContent = owner.dataset.nothing;
  }
  if (!list.hasChildNodes()) return close();
  list.setAttribute("aria-label", owner.getAttribute("aria-label"));
  owner.parentElement.append(list);
  owner.setAttribute("aria-expanded", "true");
  owner.setAttribute("aria-controls", list.id);
  mark(owner.hasAttribute("data-must-pick") && isAnything ? 0 : -1);
}

function option(one) {
  const row = document.createElement("div");
  row.setAttribute("role", "option");
  row.className = one.isMore ? "options__item options__item--more" : "options__item";
  row.id = `editor-option-${list.querySelectorAll("[role=option]").length}`;
  row.dataset.value = one.value;
  if (one.isMore) row.dataset.more = "";
  row.textContent = one.text;
  return row;
}

function mark(next) {
  const all = items().filter((one) => !one.hasAttribute("aria-disabled"));
  at = all.length ? Math.max(-1, Math.min(next, all.length - 1)) : -1;
  all.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
  if (at < 0) owner.removeAttribute("aria-activedescendant");
  else {
    owner.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }
}

function close() {
  list.remove();
  owner?.setAttribute("aria-expanded", "false");
  owner?.removeAttribute("aria-controls");
  owner?.removeAttribute("aria-activedescendant");
  owner = null;
  at = -1;
}

function pick(row) {
  if (!row || row.hasAttribute("aria-disabled")) return;
  const input = owner;
  const isMore = "more" in row.dataset;
  if (!isMore) close();
  const detail = { value: row.dataset.value, text: row.textContent, isMore };
  input.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail }));
  if (isMore) open(input);
}

const isBox = (target) => target instanceof HTMLElement && target.matches("#list-form [role=combobox]");

document.addEventListener("input", (event) => isBox(event.target) && open(event.target));
document.addEventListener("focusin", (event) => isBox(event.target) && !event.target.value && open(event.target));
document.addEventListener("click", (event) => isBox(event.target) && !owner && open(event.target));
document.addEventListener("focusout", (event) => event.target === owner && close());
document.addEventListener("leaving", close);
// The input keeps the focus while something is chosen.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => pick(event.target.closest("[role=option]")));

document.addEventListener("keydown", (event) => {
  if (!isBox(event.target)) return;
  if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    if (owner) mark(at + (event.key === "ArrowDown" ? 1 : -1));
    else open(event.target);
  } else if (event.key === "Enter" && owner && at >= 0) {
    event.preventDefault();
    pick(items().filter((one) => !one.hasAttribute("aria-disabled"))[at]);
  } else if (event.key === "Escape" && owner) {
    event.preventDefault();
    close();
  }
});
