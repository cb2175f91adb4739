// The e-mail in the middle of the editor. Nothing in it runs: it is looked at from here, and what can be pressed lies
// on top of it. A new drawing is loaded behind the old one and takes its place once it is there.
const editor = document.getElementById("editor");
const sheet = document.getElementById("editor-sheet");
const spots = document.getElementById("editor-spots");
const frameShown = () => sheet.querySelector(".editor__frame:not(.editor__frame--coming)");
const PLACE = /(?:^|\s)at-(\d+(?:-\d+)*)(?:\s|$)/;

let scheme = "light";
let coming = 0;
let watcher = null;

function boxesOf(page) {
  const found = new Map();
  for (const one of page.querySelectorAll("[class*='at-']")) {
    const place = one.getAttribute("class").match(PLACE)?.[1];
    const box = one.getBoundingClientRect();
    if (!place || !box.height) continue;
    const known = found.get(place);
    if (known) {
      known.bottom = Math.max(known.bottom, box.bottom);
      known.right = Math.max(known.right, box.right);
      known.left = Math.min(known.left, box.left);
    } else {
      found.set(place, { top: box.top, bottom: box.bottom, left: box.left, right: box.right });
    }
  }
  return found;
}

const rowOf = (place) => document.querySelector(`#editor-outline [data-at="${place}"]`);
const chosen = () => document.getElementById("editor-panel").dataset.at;

function spotOf(place, box) {
  const spot = document.createElement("button");
  const row = rowOf(place);
  const name = row?.querySelector(".grow")?.firstChild?.textContent.trim() ?? "";
  spot.type = "button";
  spot.tabIndex = -1;
  spot.className = `spot${place === chosen() ? " is-chosen" : ""}${box.top < 22 ? " spot--top" : ""}`;
  spot.dataset.at = place;
  spot.draggable = row?.draggable ?? false;
  Object.assign(spot.style, { top: `${box.top}px`, left: `${box.left}px`, width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px` });
  if (name) {
    const label = document.createElement("span");
    label.className = "spot__name";
    label.textContent = name;
    spot.append(label);
  }
  return spot;
}

function measure() {
  const frame = frameShown();
  const page = frame.contentDocument;
  if (!page?.body) return;
  // Its own height: the frame gives the page room, and the page does not take more than it needs.
  frame.style.height = "0";
  frame.style.height = `${page.documentElement.scrollHeight}px`;
  // Blocks in columns lie on top of the columns.
  const boxes = [...boxesOf(page)].sort(([one], [other]) => one.split("-").length - other.split("-").length);
  spots.replaceChildren(...boxes.map(([place, box]) => spotOf(place, box)));
  spots.dispatchEvent(new CustomEvent("measured", { detail: new Map(boxes) }));
}

function watch(frame) {
  watcher?.disconnect();
  watcher = new ResizeObserver(() => requestAnimationFrame(measure));
  if (frame.contentDocument?.body) watcher.observe(frame.contentDocument.body);
}

function draw() {
  coming += 1;
  const number = coming;
  const frame = frameShown().cloneNode(false);
  frame.classList.add("editor__frame--coming");
  frame.src = `${editor.dataset.canvas}?scheme=${scheme}&drawing=${number}`;
  frame.addEventListener("load", () => {
    if (number !== coming) return frame.remove();
    const old = frameShown();
    frame.classList.remove("editor__frame--coming");
    old.remove();
    measure();
    watch(frame);
  });
  sheet.prepend(frame);
}

function choose(place) {
  editor.dataset.chosenBy = "spot";
  document.activeElement?.blur?.();
  const asked = { source: document.getElementById("editor-outline"), swap: "none" };
  window.htmx.ajax("GET", `${editor.dataset.edit}?at=${place}`, asked).catch(() => null);
}

function press(group, button, value) {
  for (const one of button.closest("[role=group] .segmented, .segmented").children) {
    one.setAttribute("aria-pressed", one.dataset[group] === value);
  }
}

if (editor) {
  const first = frameShown();
  if (first.contentDocument?.readyState === "complete" && first.contentDocument.body?.childElementCount) {
    measure();
    watch(first);
  }
  first.addEventListener("load", () => {
    measure();
    watch(first);
  });
  spots.addEventListener("click", (event) => {
    const spot = event.target.closest(".spot");
    if (spot) choose(spot.dataset.at);
  });
  document.addEventListener("canvas-changed", draw);
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "editor-panel" && event.detail.target.id !== "editor-outline") return;
    for (const spot of spots.children) spot.classList.toggle("is-chosen", spot.dataset.at === chosen());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".editor__views [data-width], .editor__views [data-scheme]");
    if (!button) return;
    if (button.dataset.width) {
      sheet.dataset.width = button.dataset.width;
      press("width", button, button.dataset.width);
      measure();
    } else {
      scheme = button.dataset.scheme;
      press("scheme", button, scheme);
      draw();
    }
  });
  window.addEventListener("resize", () => measure());
}
