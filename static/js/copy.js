// Copy buttons: data-copy holds the text; the button says for two seconds that it is done.
const SAYS_SO_MS = 2000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.getAttribute("aria-label");
  button.setAttribute("aria-label", button.dataset.copied);
  button.title = button.dataset.copied;
  button.dataset.done = "";
  setTimeout(() => {
    button.setAttribute("aria-label", label);
    button.title = label;
    delete button.dataset.done;
  }, SAYS_SO_MS);
});
