// A form with rows to choose: data-choose-all chooses all of them at once; a button data-acts-on-chosen waits for one.
const rowsOf = (form) => [...form.querySelectorAll("tbody input[type=checkbox]")];

function follow() {
  for (const all of document.querySelectorAll("[data-choose-all]")) {
    const rows = rowsOf(all.form);
    const chosen = rows.filter((row) => row.checked).length;
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  for (const button of document.querySelectorAll("[data-acts-on-chosen]")) {
    button.disabled = !button.form || !rowsOf(button.form).some((row) => row.checked);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) {
    for (const row of rowsOf(event.target.form)) row.checked = event.target.checked;
  }
  follow();
  // On the way down: whoever counts what is chosen comes after.
}, true);

document.addEventListener("htmx:afterSettle", follow);
// Back and forward bring ticks with them.
window.addEventListener("pageshow", follow);
