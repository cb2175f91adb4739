// Properties edited in place: the input has the focus at once, Esc cancels, and the focus comes back to the pencil.
document.addEventListener("htmx:afterSettle", (event) => {
  const name = event.detail.requestConfig?.elt?.closest("[data-property]")?.dataset.property;
  if (!name) return;
  const property = document.querySelector(`[data-property="${CSS.escape(name)}"]`);
  const input = property?.querySelector("input:not([type=hidden]), select, textarea");
  (input ?? property?.querySelector(".property__edit"))?.focus();
  if (input?.select && input.type !== "datetime-local") input.select();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest(".property--edited")?.querySelector("[data-cancel]")?.click();
});
