// A table of records by keyboard: j and k move through the rows, x chooses, Enter opens; and what the bar below says of
// the rows that are chosen.
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
const linkOf = (row) => row?.querySelector(".row-link");

function isBusy(event) {
  const typing = event.target.isContentEditable || event.target.matches("input:not([type=checkbox]), textarea, select");
  return event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog:modal, details[data-menu][open]");
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event) || !["j", "k", "x"].includes(event.key)) return;
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  if (event.key === "x") {
    const box = all[at]?.querySelector("input[type=checkbox]");
    if (box) {
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return;
  }
  const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
  linkOf(all[next])?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
});

function tell() {
  for (const said of document.querySelectorAll("[data-chosen-count]")) {
    const chosen = rows().filter((row) => row.querySelector("input:checked")).length;
    said.textContent = said.dataset.words.replace("{n}", chosen);
  }
}

document.addEventListener("change", tell);
document.addEventListener("htmx:afterSettle", tell);
window.addEventListener("pageshow", tell);
