// Opens and closes <dialog>s. data-opens="id" on a link or button opens the dialog of that id; where the dialog is
// not on the page, the link is followed instead. A dialog that htmx brings (data-arrives) opens by itself.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      open(dialog);
    }
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    closer.closest("dialog")?.close();
    return;
  }
  // A click on the backdrop lands on the dialog itself.
  if (event.target instanceof HTMLDialogElement && event.target.matches(":modal") && isOutside(event)) {
    event.target.close();
  }
});

// Once what it holds is wired, so that nothing done in it is lost.
document.addEventListener("htmx:afterSettle", openArrivals);
openArrivals();

function openArrivals() {
  for (const dialog of document.querySelectorAll("dialog[data-arrives]")) {
    dialog.removeAttribute("data-arrives");
    open(dialog);
  }
}

function open(dialog) {
  document.querySelectorAll("dialog:modal").forEach((other) => other.close());
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => (menu.open = false));
  // One that the page arrived with stands open without a script; with one it is made modal.
  if (dialog.open && !dialog.matches(":modal")) dialog.close();
  if (!dialog.open) dialog.showModal();
}

function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return !inside && event.detail > 0;
}

// A form whose answer is a file leaves the page where it is: its dialog closes.
document.addEventListener("submit", (event) => {
  if (event.submitter?.matches("[data-closes-after]")) event.target.closest("dialog:modal")?.close();
});
