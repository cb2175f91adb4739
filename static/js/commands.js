// The search (Ctrl K). What is found arrives by htmx while one types: a newer question ends the one before it. Arrows
// choose, Enter opens; pressed before the answer is there, it opens the first thing of that answer.
const dialog = document.getElementById("commands");
const input = dialog?.querySelector("[data-commands-input]");

if (input) {
  const found = dialog.querySelector("[data-commands-found]");
  const words = dialog.querySelector("[data-commands-words]");
  const template = (name) => dialog.querySelector(`template[data-commands-${name}]`).content.cloneNode(true);
  const atFirst = found.innerHTML;
  let active = 0;
  let isAsked = false;
  let opensFirst = false;

  const options = () => [...found.querySelectorAll("[role=option]")];
  const isAnswered = () => found.querySelector("[data-query]")?.dataset.query === input.value.trim();
  const opened = () => (localStorage.getItem(dialog.dataset.openedKey) ?? "").split(" ").filter(Boolean);

  const mark = (index) => {
    const all = options();
    active = all.length ? (index + all.length) % all.length : 0;
    all.forEach((option, place) => {
      option.toggleAttribute("data-active", place === active);
      option.setAttribute("aria-selected", String(place === active));
    });
    input.setAttribute("aria-expanded", String(all.length > 0));
    if (all.length) input.setAttribute("aria-activedescendant", all[active].id);
    else input.removeAttribute("aria-activedescendant");
    if (active > 0) all[active].scrollIntoView({ block: "nearest" });
    else found.querySelector("[role=listbox]")?.scrollTo(0, 0);
  };

  const show = (part) => {
    found.replaceChildren(part);
    words.textContent = found.textContent.trim();
    opensFirst = false;
    mark(0);
  };

  const ask = () => window.htmx.trigger(input, "opened");

  // Room for what was opened lately, so that nothing moves when it comes.
  const makeRoom = () => {
    const group = document.createElement("div");
    group.className = "found__group found__group--loading";
    for (let row = 0; row < Math.max(opened().length, 1); row += 1) group.append(template("loading"));
    found.querySelector(".found").prepend(group);
  };

  const begin = () => {
    isAsked = true;
    makeRoom();
    ask();
  };

  input.addEventListener("focus", () => {
    if (!isAsked) begin();
  });

  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      mark(active + steps[event.key]);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (isAnswered()) options()[active]?.click();
      else if (found.querySelector("[data-commands-retry]")) ask();
      else opensFirst = true;
    } else if (event.key === "Escape") {
      // A search field would only empty itself.
      event.preventDefault();
      dialog.close();
    }
  });

  found.addEventListener("click", (event) => {
    if (event.target.closest("[data-commands-retry]")) ask();
  });

  dialog.addEventListener("htmx:configRequest", (event) => {
    if (!input.value.trim()) event.detail.parameters.opened = opened();
  });
  dialog.addEventListener("htmx:beforeRequest", () => dialog.toggleAttribute("data-busy", true));
  dialog.addEventListener("htmx:beforeSwap", (event) => {
    // Another page, such as the log-in: this one has had its time.
    if (new URL(event.detail.xhr.responseURL).pathname === event.detail.pathInfo.requestPath) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  dialog.addEventListener("htmx:afterSwap", () => {
    dialog.removeAttribute("data-busy");
    words.textContent = found.querySelector("[data-words]")?.dataset.words ?? "";
    mark(0);
    if (opensFirst && isAnswered()) options()[0]?.click();
    opensFirst = false;
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    dialog.addEventListener(failure, () => {
      dialog.removeAttribute("data-busy");
      show(template("failed"));
    });
  }

  dialog.addEventListener("close", () => {
    window.htmx.trigger(input, "htmx:abort");
    input.value = words.textContent = "";
    isAsked = opensFirst = false;
    found.innerHTML = atFirst;
    mark(0);
    // The browser tells of closing a moment later: somebody quick has it open again by then. It also takes its time to
    // move the focus out of what is hidden, and where it was not moved, opening again would not move it back in.
    if (dialog.open) begin();
    else input.blur();
  });
  mark(0);
}
