// The deal board: a card is dragged to another stage, or sent there from its “Move to…”. The server is asked afterwards;
// where it refuses, the card goes back and the reason is said.
const SEEN_MS = 1600;
let dragged = null;

const column = (stage) => document.querySelector(`.board__column[data-stage="${CSS.escape(stage)}"]`);
const columnOf = (card) => card.closest(".board__column");

// --- Dragging ---
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".deal-card");
  if (!card) return;
  if (card.dataset.stays) {
    event.preventDefault();
    say("info", card.dataset.stays);
    return;
  }
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector(".row-link").textContent);
  card.toggleAttribute("data-dragged", true);
});

document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.(".board__column");
  mark(over && over !== columnOf(dragged) ? over : null);
  if (over) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const onto = dragged && event.target.closest?.(".board__column");
  if (!onto) return;
  event.preventDefault();
  move(dragged, onto.dataset.stage);
});

document.addEventListener("dragend", () => {
  dragged?.removeAttribute("data-dragged");
  dragged = null;
  mark(null);
});

function mark(over) {
  for (const one of document.querySelectorAll(".board__column")) one.toggleAttribute("data-over", one === over);
}

// --- The dialog “Move to…” ---
document.addEventListener("submit", (event) => {
  const card = document.querySelector(`.deal-card[data-deal="${CSS.escape(event.target.dataset.moves ?? "")}"]`);
  if (!card || !event.submitter) return;
  event.preventDefault();
  move(card, event.submitter.value);
  event.target.closest("dialog")?.close();
  card.querySelector(".deal-card__act")?.focus();
});

// --- Moving ---
async function move(card, stage) {
  const from = columnOf(card);
  if (from.dataset.stage === stage) return;
  const before = card.nextElementSibling;
  place(card, column(stage));
  card.setAttribute("aria-busy", "true");
  const refusal = await ask(card.dataset.move, stage);
  card.removeAttribute("aria-busy");
  if (refusal) {
    if (before?.isConnected) before.before(card);
    else place(card, from);
    say("error", refusal);
  }
}

// What the server answers is shown; the reason, where it refuses.
async function ask(address, stage) {
  const form = document.getElementById("moving");
  const body = new FormData(form);
  body.set("stage", stage);
  body.set("next", location.pathname + location.search);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.redirected) location.reload();
    if (answer.status === 409) return await answer.text();
    if (!answer.ok) return form.dataset.failed;
    window.htmx.swap(document.getElementById("overlay"), await answer.text(), { swapStyle: "innerHTML" });
    return "";
  } catch {
    return form.dataset.failed;
  }
}

// Newest first: before the first card that is older, among those that are on the page.
function place(card, into) {
  const isOlder = (other) => other.dataset.at < card.dataset.at;
  const cards = [...into.querySelectorAll(".deal-card")].filter((other) => other !== card);
  const next = cards.find(isOlder) ?? into.querySelector("[data-more]");
  into.querySelector(".board__cards").insertBefore(card, next ?? null);
  card.scrollIntoView({ block: "nearest" });
  card.toggleAttribute("data-moved", true);
  setTimeout(() => card.removeAttribute("data-moved"), SEEN_MS);
}

function say(tone, text) {
  const toast = document.getElementById(`toast-${tone}`).content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast__text").textContent = text;
  const toasts = document.getElementById("toasts");
  [...toasts.children].find((other) => other.textContent.trim() === toast.textContent.trim())?.remove();
  toasts.append(toast);
  toast.dispatchEvent(new Event("toast", { bubbles: true }));
}
