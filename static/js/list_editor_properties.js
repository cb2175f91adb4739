// A property is chosen by typing a part of its name: the <select> of each row gets an input that stands for it.
const form = document.getElementById("list-form");
const offers = document.getElementById("list-offers");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function stand(select) {
  if (select.dataset.stand) return;
  const input = document.createElement("input");
  input.id = `${select.id}-search`;
  input.className = "input";
  input.type = "text";
  input.autocomplete = "off";
  input.placeholder = select.options[0].text;
  input.value = chosen(select);
  input.dataset.nothing = form.dataset.noProperty;
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["data-must-pick", ""]]) input.setAttribute(name, value);
  for (const name of ["aria-label", "aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.dataset.stand = input.id;
  select.hidden = true;
  select.before(input);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => (input.value = chosen(select)));
  input.addEventListener("options", (event) => event.detail.show(found(select, event.detail.typed)));
  input.addEventListener("picked", (event) => pick(select, input, event.detail));
}

const chosen = (select) => (select.value ? select.selectedOptions[0].text : "");

// Those whose own name holds every word; where there is none, those whose group's name helps.
function found(select, typed) {
  const words = typed === chosen(select) ? [] : plain(typed).split(/\s+/);
  const holds = (text) => words.every((word) => plain(text).includes(word));
  const groups = [...offers.children].sort((a, b) => isOther(a, select) - isOther(b, select));
  const asOptions = (isMeant) =>
    groups
      .map((group) => ({ label: group.label, options: [...group.children].filter((one) => isMeant(one, group)) }))
      .filter((group) => group.options.length);
  const byName = asOptions((one) => holds(one.text));
  return byName.length ? byName : asOptions((one, group) => holds(`${one.text} ${group.label}`));
}

const isOther = (group, select) => (group.dataset.family === select.dataset.family ? 0 : 1);

function pick(select, input, { value, text }) {
  if (select.value !== value) {
    select.add(new Option(text, value, true, true));
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.value = text;
}

function standAll() {
  for (const select of document.querySelectorAll("#list-rows select[data-property]")) stand(select);
}

form?.addEventListener("rows-came", standAll);
if (form) {
  standAll();
  const first = document.querySelector("#list-rows [autofocus]");
  if (first?.dataset.stand) document.getElementById(first.dataset.stand).focus();
}
