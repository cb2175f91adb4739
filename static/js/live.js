// What refreshes itself (data-live) rests while nobody sees the page, and catches up at once when somebody does.
// While the server does not answer it says so (data-stale); where it answers with another page, such as the log-in, the
// whole page is loaded anew.
const isLive = (event) => event.detail.elt.matches("[data-live]");
const pathOf = (address) => new URL(address, location.href).pathname;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && isLive(event)) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "seen");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isLive(event) || pathOf(event.detail.xhr.responseURL) === pathOf(event.detail.pathInfo.requestPath)) return;
  event.detail.shouldSwap = false;
  location.reload();
});

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    if (isLive(event)) event.detail.elt.toggleAttribute("data-stale", true);
  });
}
