// Values that records have are offered while one is typed; where a filter takes several, each becomes a tag that can be
// taken away. Any other value may be typed, too.
const form = document.getElementById("list-form");
const WAIT = 150;
const pages = new WeakMap();
let timer = 0;
let asking = null;

function offer(input, key, event) {
  if (pages.get(input)?.typed !== event.detail.typed) pages.set(input, { typed: event.detail.typed, values: [], next: 1 });
  clearTimeout(timer);
  timer = setTimeout(() => ask(input, key, event.detail.show), WAIT);
}

async function ask(input, key, show) {
  const kept = pages.get(input);
  asking?.abort();
  asking = new AbortController();
  const asked = new URLSearchParams({ property: key, q: kept.typed, page: kept.next ?? 1 });
  try {
    const answer = await fetch(`${form.dataset.values}?${asked}`, { signal: asking.signal });
    if (!answer.ok) return;
    const { values, next } = await answer.json();
    kept.values.push(...values);
    kept.next = next;
    const options = kept.values.filter((value) => value !== kept.typed).map((value) => ({ value, text: value }));
    show([{ label: "", options }], next ? { value: "", text: form.dataset.moreValues, isMore: true } : null);
  } catch (error) {
    // Values may be typed without any being offered.
    if (error.name !== "AbortError") console.warn(error);
  }
}

function makeBox(input) {
  const attributes = [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["autocomplete", "off"]];
  for (const [name, value] of attributes) input.setAttribute(name, value);
}

function one(input) {
  const box = document.createElement("span");
  box.className = "options-box filter-row__value";
  input.before(box);
  box.append(input);
  makeBox(input);
  input.addEventListener("options", (event) => offer(input, input.dataset.suggests, event));
  input.addEventListener("picked", (event) => {
    if (event.detail.isMore) return;
    input.value = event.detail.value;
    input.dispatchEvent(new Event("filters-changed", { bubbles: true }));
  });
}

function many(area) {
  const box = document.createElement("div");
  box.className = "options-box filter-row__value value-tags";
  const input = document.createElement("input");
  input.id = `${area.id}-add`;
  input.placeholder = form.dataset.addValue;
  input.setAttribute("aria-label", form.dataset.addValue);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) input.setAttribute(name, area.getAttribute(name));
  }
  makeBox(input);
  area.hidden = true;
  area.before(box);
  box.append(input);
  const values = () => area.value.split("\n").filter(Boolean);
  const set = (next) => {
    area.value = [...new Set(next)].join("\n");
    draw();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const add = (text) => {
    input.value = "";
    if (text.trim()) set([...values(), ...text.split("\n").map((line) => line.trim())]);
  };
  const draw = () => {
    box.querySelectorAll(".value-tag").forEach((tag) => tag.remove());
    for (const value of values()) input.before(tag(value, () => (set(values().filter((other) => other !== value)), input.focus())));
  };
  draw();
  input.addEventListener("options", (event) => offer(input, area.dataset.suggests, event));
  input.addEventListener("picked", (event) => event.detail.isMore || add(event.detail.value));
  input.addEventListener("blur", () => add(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !input.hasAttribute("aria-activedescendant")) add(input.value);
    if (event.key === "Backspace" && !input.value) set(values().slice(0, -1));
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (text.includes("\n")) (event.preventDefault(), add(text));
  });
}

function tag(value, remove) {
  const made = document.createElement("span");
  made.className = "value-tag";
  made.append(value);
  const button = made.appendChild(document.createElement("button"));
  button.type = "button";
  button.setAttribute("aria-label", form.dataset.removeValue.replace("{value}", value));
  button.append(document.getElementById("value-tag-x").content.cloneNode(true));
  button.addEventListener("click", remove);
  return made;
}

function standAll() {
  for (const input of document.querySelectorAll("#list-rows [data-suggests]:not([hidden], [role=combobox])")) {
    (input.matches("textarea") ? many : one)(input);
  }
}

form?.addEventListener("rows-came", standAll);
if (form) standAll();
