// The columns of the deal board: “Show more” goes on where it was, and a phone shows one stage at a time.
let lastBefore = null;
let shown = "";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.matches?.("[data-more]")) lastBefore = detail.target.previousElementSibling;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!lastBefore) return;
  const first = lastBefore.nextElementSibling;
  // A card that was moved to the end of a column comes again with the page that it belongs to.
  for (const card of lastBefore.closest(".board__column").querySelectorAll(".deal-card")) {
    const same = card.parentElement.querySelectorAll(`[data-deal="${card.dataset.deal}"]`);
    if (same.length > 1) same[0].remove();
  }
  first?.querySelector("a")?.focus({ preventScroll: true });
  lastBefore = null;
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-shows]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(tab.dataset.shows);
  history.replaceState(history.state, "", tab.href);
});

function show(stage) {
  shown = stage;
  for (const one of document.querySelectorAll(".board__column")) {
    one.toggleAttribute("data-current", one.dataset.stage === stage);
  }
  for (const tab of document.querySelectorAll("[data-shows]")) {
    tab.toggleAttribute("aria-current", false);
    if (tab.dataset.shows === stage) tab.setAttribute("aria-current", "page");
  }
}

document.addEventListener("htmx:afterSettle", (event) => event.target.id === "table" && shown && show(shown));
