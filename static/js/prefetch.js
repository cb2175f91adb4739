// Fetches a record's page while the pointer rests on its row or card.
const RESTS_MS = 80;
const fetched = new Set();

document.addEventListener("pointerover", (event) => {
  const link = event.target.closest("tr, .deal-card")?.querySelector("a.row-link");
  if (!link || fetched.has(link.href) || event.pointerType !== "mouse" || navigator.connection?.saveData) return;
  const row = link.closest("tr, .deal-card");
  const timer = setTimeout(() => {
    fetched.add(link.href);
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.href = link.href;
    document.head.append(hint);
  }, RESTS_MS);
  row.addEventListener("pointerleave", () => clearTimeout(timer), { once: true });
});
