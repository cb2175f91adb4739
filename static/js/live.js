// What refreshes itself (data-live) rests while nobody sees the page, and catches up at once when somebody does.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-live]")) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "seen");
});
