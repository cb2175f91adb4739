// Blocks are dragged: from the list of what can be put in, within the e-mail, and within its outline. A line says where
// a block will stand. All of it can also be done with the buttons.
const editor = document.getElementById("editor");
const spots = document.getElementById("editor-spots");
const INNER = new Set(["heading", "text", "image", "button", "divider"]);

let boxes = new Map();
let dragged = null;
let target = "";
const line = document.createElement("div");
line.className = "drop-line";

const isTop = (place) => !place.includes("-");

function send(values) {
  const asked = { source: document.getElementById("editor-do"), swap: "none", values };
  window.htmx.ajax("POST", editor.dataset.edit, asked).catch(() => null);
}

// Places that are compared with the pointer: those in the column under it, or else the blocks of the e-mail.
function rowUnder(x, y) {
  if (dragged.mayBeInner) {
    for (const [place, box] of boxes) {
      if (isTop(place) || x < box.left || x > box.right) continue;
      const outer = boxes.get(place.split("-")[0]);
      if (!outer || y < outer.top || y > outer.bottom) continue;
      const column = place.split("-").slice(0, 2).join("-");
      // The outermost pixels are for what goes before or after the columns.
      if (y < outer.top + 8 || y > outer.bottom - 8) continue;
      return [...boxes].filter(([one]) => one.startsWith(`${column}-`));
    }
  }
  return [...boxes].filter(([place]) => isTop(place));
}

function placeIn(row, y) {
  const sorted = row.sort(([, one], [, other]) => one.top - other.top);
  const after = sorted.find(([, box]) => y < (box.top + box.bottom) / 2);
  if (after) return { to: after[0], box: after[1], edge: after[1].top };
  const [place, box] = sorted[sorted.length - 1];
  const parts = place.split("-").map(Number);
  parts[parts.length - 1] += 1;
  return { to: parts.join("-"), box, edge: box.bottom };
}

function show(event) {
  const sheet = spots.getBoundingClientRect();
  const [x, y] = [event.clientX - sheet.left, event.clientY - sheet.top];
  const row = rowUnder(x, y);
  if (!row.length) {
    target = "0";
    return;
  }
  const found = placeIn(row, y);
  target = found.to;
  Object.assign(line.style, { top: `${found.edge}px`, left: `${found.box.left}px`, width: `${found.box.right - found.box.left}px` });
  if (!line.isConnected) spots.append(line);
}

function drop() {
  if (!dragged || !target) return;
  if (dragged.kind) send({ do: `insert:${dragged.kind}`, to: target });
  else if (dragged.at !== target) send({ do: "move", at: dragged.at, to: target });
}

function stop() {
  dragged = null;
  target = "";
  line.remove();
  document.querySelectorAll(".outline__row.is-over").forEach((one) => one.classList.remove("is-over"));
}

if (editor) {
  spots.addEventListener("measured", (event) => (boxes = event.detail));
  document.addEventListener("dragstart", (event) => {
    const block = event.target.closest?.("[data-insert], .spot[draggable=true], .outline__row[draggable=true]");
    if (!block) return;
    const kind = block.dataset.insert ?? "";
    const type = kind ? kind.split("-")[0] : (document.querySelector(`#editor-outline [data-at="${block.dataset.at}"]`)?.dataset.type ?? "");
    dragged = { kind, at: block.dataset.at ?? "", mayBeInner: INNER.has(type) };
    event.dataTransfer.effectAllowed = kind ? "copy" : "move";
    event.dataTransfer.setData("text/plain", kind || block.dataset.at);
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const row = event.target.closest?.(".outline__row[data-at]");
    if (spots.contains(event.target) || event.target === spots) {
      event.preventDefault();
      show(event);
    } else if (row) {
      event.preventDefault();
      document.querySelectorAll(".outline__row.is-over").forEach((one) => one.classList.remove("is-over"));
      row.classList.add("is-over");
      target = row.dataset.at;
      line.remove();
    } else {
      target = "";
      line.remove();
    }
  });
  document.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    drop();
    stop();
  });
  document.addEventListener("dragend", stop);
}
