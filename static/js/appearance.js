// Theme and rail change at once; the server keeps the choice (a cookie) for the next page. Without script the same
// form posts and comes back.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-appearance]");
  const pressed = event.submitter;
  if (!form || !pressed) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, pressed), redirect: "manual" });
  if (answer.type !== "opaqueredirect" && !answer.ok) return form.submit();
  show(pressed.name, pressed.value);
});

function show(name, value) {
  const root = document.documentElement;
  if (name === "theme") {
    root.toggleAttribute("data-theme", value !== "auto");
    if (value !== "auto") root.dataset.theme = value;
    for (const button of document.querySelectorAll("[name='theme']")) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
  } else {
    // The rail's button changes its words and icon with its state: the server draws both.
    location.reload();
  }
}
