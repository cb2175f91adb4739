// The editor of a list: what is pressed changes the rows in place and keeps what was typed meanwhile; the preview says
// when its number is old, slow or could not be fetched; leaving with changes warns.
const form = document.getElementById("list-form");
const STILL_COUNTING = 4000;

let isChanged = form?.hasAttribute("data-changed") ?? false;
let sent = null;
let kept = null;
let slowTimer = 0;

const rows = () => document.getElementById("list-rows");
const preview = () => document.getElementById("list-preview");
const menus = () => [...rows().querySelectorAll("details")];
// A button of a menu has no id, but a value that no other has.
const placeOf = (one) => (one.id ? `#${CSS.escape(one.id)}` : one.value ? `[name=do][value="${CSS.escape(one.value)}"]` : "");
const say = (state) => (preview()?.parentElement.setAttribute("data-state", state));

function values() {
  const found = new Map();
  for (const one of rows().querySelectorAll("[name]:not(button)")) {
    const isTicked = one.matches("[type=checkbox]");
    found.set(isTicked ? `${one.name}=${one.value}` : one.name, isTicked ? one.checked : one.value);
  }
  return found;
}

function reshape(pressed = "") {
  sent = pressed.startsWith("remove") ? null : values();
  isChanged = true;
  const asked = { source: rows(), target: rows(), swap: "outerHTML", values: { do: pressed } };
  // It also fails where a newer one takes its place; what did not arrive is told by htmx's own events.
  window.htmx.ajax("POST", location.pathname, asked).catch(() => null);
}

// What was typed since the rows were asked for goes into those that came.
function keepTyped({ typed, begun }) {
  for (const [id, text] of begun) {
    const input = document.getElementById(id);
    if (input) input.value = text;
  }
  for (const one of rows().querySelectorAll("[name]:not(button)")) {
    const isTicked = one.matches("[type=checkbox]");
    const key = isTicked ? `${one.name}=${one.value}` : one.name;
    if (!typed.has(key)) continue;
    if (isTicked) one.checked = typed.get(key);
    else one.value = typed.get(key);
  }
}

function outdate() {
  say("asking");
  clearTimeout(slowTimer);
  slowTimer = setTimeout(() => say("slow"), STILL_COUNTING);
}

function failed() {
  clearTimeout(slowTimer);
  say("failed");
}

function warn(event) {
  if (isChanged) event.preventDefault();
}

if (form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.closest("#list-rows")) {
      event.preventDefault();
      event.submitter.closest("details")?.removeAttribute("open");
      reshape(event.submitter.value);
    } else {
      isChanged = false;
    }
  });
  form.addEventListener("input", (event) => {
    isChanged = true;
    if (event.target.closest("#list-rows")) outdate();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-reshapes]")) reshape();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox], [type=radio])")) return;
    event.preventDefault();
    if (event.target.name === "name") form.querySelector("[name=do][value=save]").click();
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-asks-again]")) window.htmx.trigger(preview(), "again");
  });
  form.addEventListener("filters-changed", () => (isChanged = true));

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === preview()) outdate();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== rows()) return;
    const active = document.activeElement;
    kept = {
      typed: new Map([...values()].filter(([name, value]) => sent?.has(name) && sent.get(name) !== value)),
      begun: [...rows().querySelectorAll(".value-tags input")].map((one) => [one.id, one.value]),
      focused: rows().contains(active) ? placeOf(active) : "",
      opened: menus().map((one) => one.open),
    };
    rows().dispatchEvent(new Event("leaving", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt === rows() && kept) {
      const { focused, opened } = kept;
      keepTyped({ ...kept, begun: [] });
      form.dispatchEvent(new Event("rows-came"));
      keepTyped({ ...kept, typed: new Map() });
      kept = null;
      menus().forEach((one, number) => (one.open = opened[number] ?? false));
      const wanted = rows().querySelector("[autofocus]") ?? (focused && rows().querySelector(focused));
      if (wanted) (document.getElementById(wanted.dataset.stand) ?? wanted).focus();
      window.htmx.trigger(form, "filters-changed");
    }
    if (preview()?.contains(event.detail.elt)) {
      clearTimeout(slowTimer);
      say(preview().querySelector(".list-preview__wait") ? "asking" : "told");
    }
  });
  document.addEventListener("list-editor-done", () => document.getElementById("id_name").focus());
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (preview()?.contains(event.detail.elt) || event.detail.elt === rows()) failed();
    });
  }
  window.addEventListener("beforeunload", warn);
  // Once inputs stand where they stay.
  window.addEventListener("load", () => {
    form.querySelector("[aria-invalid=true]:not([hidden]), .list-row--wrong .filter-row__choices input")?.focus();
  });
}
