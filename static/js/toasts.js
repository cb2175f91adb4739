// Toasts leave after ten seconds, unless one is looking at them (pointer or focus inside).
const STAYS_MS = 10_000;

function live(toast) {
  let timer = 0;
  const wait = () => (timer = setTimeout(() => toast.remove(), STAYS_MS));
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusout", wait);
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => {
    hold();
    toast.remove();
  });
  wait();
}

document.querySelectorAll("[data-toast]").forEach(live);
document.addEventListener("htmx:afterSwap", (event) => event.target.querySelectorAll("[data-toast]").forEach(live));
document.addEventListener("htmx:oobAfterSwap", (event) => event.detail.target.querySelectorAll("[data-toast]").forEach(live));
// One that a script made.
document.addEventListener("toast", (event) => live(event.target));
