// The editor of e-mails: says whether what was typed is kept, holds publishing back until it is, and keeps the mark of
// the newest change in every form.
const editor = document.getElementById("editor");
const doing = () => document.getElementById("editor-do");
let open = 0;
let waiting = null;

const say = (state) => (editor.dataset.state = state);
const isKeeping = (event) => editor.contains(event.detail.elt) && event.detail.requestConfig?.verb === "post";

function settled() {
  if (open > 0 || !waiting) return;
  const form = waiting;
  waiting = null;
  form.submit();
}

// Where a field is left, what was typed in it is sent at once: nothing waits for its pause any longer.
function flush() {
  document.activeElement?.blur?.();
}

if (editor) {
  document.addEventListener("htmx:configRequest", (event) => {
    if (!editor.contains(event.detail.elt) || event.detail.verb !== "post") return;
    event.detail.parameters.since = doing().elements.since.value;
    // Buttons that stand outside of their form are not seen by htmx.
    const button = event.detail.elt === doing() ? event.detail.triggeringEvent?.submitter : null;
    if (button) event.detail.parameters[button.name] = button.value;
  });
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!isKeeping(event)) return;
    open += 1;
    say("keeping");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isKeeping(event)) return;
    open -= 1;
    say(event.detail.successful ? "kept" : "failed");
    // What was queued behind this one is sent right after.
    setTimeout(settled);
  });
  editor.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-waits]")) return;
    flush();
    event.preventDefault();
    waiting = event.target;
    setTimeout(settled, 50);
  });
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
    if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, [contenteditable]")) return;
    const wanted = key === "y" || event.shiftKey ? "redo" : "undo";
    const button = editor.querySelector(`[name=do][value=${wanted}]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  // On a phone the fields are below the e-mail.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "editor-panel" && matchMedia("(width <= 980px)").matches && editor.dataset.chosenBy === "spot") {
      document.getElementById("editor-panel").scrollIntoView({ block: "start" });
    }
  });
}
