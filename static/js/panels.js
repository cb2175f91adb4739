// Inside side panels: a search that narrows a list, a list put in order by dragging, a choice that submits its form.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", (event) => {
  const selector = event.target.dataset?.narrows;
  if (!selector) return;
  const words = plain(event.target.value).split(/\s+/);
  for (const item of document.querySelectorAll(selector)) {
    const text = plain(item.textContent);
    item.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll("[data-narrowed-group]")) {
    group.hidden = !group.querySelector("[data-narrowed]:not([hidden])");
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-reorder] > [draggable]");
  dragged?.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-reorder] > [draggable]");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});
