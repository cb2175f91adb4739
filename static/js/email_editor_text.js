// Text blocks are written with Squire: what it makes goes into the textarea, which is what is sent. Tokens are put where
// one writes.
const COMMANDS = {
  bold: ["B", "bold", "removeBold"],
  italic: ["I", "italic", "removeItalic"],
  underline: ["U", "underline", "removeUnderline"],
  unordered: ["UL", "makeUnorderedList", "removeList"],
  ordered: ["OL", "makeOrderedList", "removeList"],
};
const ALLOWED = ["p", "br", "strong", "b", "em", "i", "u", "s", "a", "ul", "ol", "li"];
let rich = null;
let lastField = null;

function paperFor(area) {
  const paper = document.createElement("div");
  paper.className = "rich__paper";
  paper.setAttribute("role", "textbox");
  paper.setAttribute("aria-multiline", "true");
  paper.setAttribute("aria-labelledby", `${area.id}-label`);
  const label = document.querySelector(`label[for="${area.id}"]`);
  label.id = `${area.id}-label`;
  label.addEventListener("click", () => paper.focus());
  area.after(paper);
  return paper;
}

function tell(box, area) {
  area.value = rich.editor.getHTML();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function showState(box) {
  for (const [name, [tag]] of Object.entries(COMMANDS)) {
    box.querySelector(`[data-rich-do=${name}]`).setAttribute("aria-pressed", rich.editor.hasFormat(tag));
  }
  box.querySelector("[data-rich-do=link]").setAttribute("aria-pressed", rich.editor.hasFormat("A"));
}

function start(box) {
  const area = box.querySelector("textarea[data-rich]");
  if (!area || box.classList.contains("is-rich") || !window.Squire || !window.DOMPurify) return;
  const paper = paperFor(area);
  const squire = new window.Squire(paper, {
    blockTag: "P",
    sanitizeToDOMFragment: (html) => window.DOMPurify.sanitize(html, { ALLOWED_TAGS: ALLOWED, ALLOWED_ATTR: ["href"], RETURN_DOM_FRAGMENT: true }),
  });
  squire.setHTML(area.value);
  rich = { editor: squire, box, area, written: squire.getHTML() };
  box.classList.add("is-rich");
  squire.addEventListener("input", () => tell(box, area));
  for (const name of ["pathChange", "select", "cursor"]) squire.addEventListener(name, () => showState(box));
  paper.addEventListener("focus", () => (lastField = paper));
  paper.addEventListener("blur", () => {
    if (squire.getHTML() === rich.written) return;
    rich.written = squire.getHTML();
    area.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function link(box) {
  const row = box.querySelector(".rich__link");
  const field = row.querySelector("input");
  const button = box.querySelector("[data-rich-do=link]");
  row.hidden = !row.hidden;
  button.setAttribute("aria-expanded", !row.hidden);
  if (row.hidden) return;
  const range = rich.editor.getSelection();
  const within = range.startContainer.parentElement?.closest("a");
  rich.range = range;
  field.value = within?.getAttribute("href") ?? "";
  field.focus();
}

function setLink(box) {
  const row = box.querySelector(".rich__link");
  const url = row.querySelector("input").value.trim();
  rich.editor.focus();
  if (rich.range) rich.editor.setSelection(rich.range);
  if (url) rich.editor.makeLink(/^([a-z]+:|\{\{)/i.test(url) ? url : `https://${url}`);
  else rich.editor.removeLink();
  row.hidden = true;
  box.querySelector("[data-rich-do=link]").setAttribute("aria-expanded", "false");
  tell(box, rich.area);
}

function act(button) {
  const box = button.closest("[data-rich-box]");
  const name = button.dataset.richDo;
  if (name === "link") return link(box);
  if (name === "set-link") return setLink(box);
  const [tag, on, off] = COMMANDS[name];
  rich.editor.focus();
  rich.editor[rich.editor.hasFormat(tag) ? off : on]();
  tell(box, rich.area);
  showState(box);
}

function put(token) {
  const form = document.getElementById("editor-form");
  if (rich && document.contains(rich.area)) {
    rich.editor.focus();
    rich.editor.insertPlainText(token, false);
    tell(rich.box, rich.area);
    return;
  }
  const fields = [...form.querySelectorAll("[data-takes-tokens]")];
  const isKnown = fields.includes(lastField);
  const field = isKnown ? lastField : fields[0];
  if (!field) return;
  const [from, to] = isKnown ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length];
  field.setRangeText(token, from, to, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const startAll = () => document.querySelectorAll("[data-rich-box]").forEach(start);

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-takes-tokens]")) lastField = event.target;
});
document.addEventListener("mousedown", (event) => {
  // What is selected stays selected.
  if (event.target.closest("[data-rich-do], [data-token]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rich-do]");
  if (button) act(button);
  const token = event.target.closest("[data-token]");
  if (token) put(token.dataset.token);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "rich-link") return;
  event.preventDefault();
  setLink(event.target.closest("[data-rich-box]"));
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "editor-panel") startAll();
});
if (document.readyState === "complete") startAll();
else window.addEventListener("load", startAll);
