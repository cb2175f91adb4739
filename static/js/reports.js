// Reports on a page: shown as a table, saved as a picture, over the whole screen, printed; dragged to another place and
// another size, which is sent at once. Without scripts the Actions menu does the same (but the picture).
const grid = document.getElementById("report-grid");
const token = () => document.querySelector("#arranging input[name=csrfmiddlewaretoken]").value;

function asTable(button) {
  const report = button.closest(".report");
  const isTable = report.classList.toggle("report--as-table");
  button.setAttribute("aria-pressed", isTable);
  button.closest("details").open = false;
  document.dispatchEvent(new Event("reports:shown"));
}

async function picture(button) {
  const report = button.closest(".report");
  button.closest("details").open = false;
  const chart = report.querySelector("[data-chart]");
  const asked = { url: "" };
  chart?.dispatchEvent(new CustomEvent("report:picture", { bubbles: true, detail: asked }));
  const canvas = await drawn(report, asked.url);
  const link = document.createElement("a");
  link.download = `${report.getAttribute("aria-label")}.png`;
  link.href = canvas.toDataURL("image/png");
  link.click();
}

// The title, the figure and the days around the chart; of reports without one, its rows as text.
async function drawn(report, url) {
  const style = getComputedStyle(report);
  const canvas = document.createElement("canvas");
  const page = canvas.getContext("2d");
  const chart = url ? await loaded(url) : null;
  const rows = chart ? [] : [...report.querySelectorAll("tbody tr, tfoot tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  canvas.width = 1400;
  canvas.height = 260 + (chart ? (chart.height / chart.width) * 1320 : rows.length * 44);
  const paint = (text, size, y, colour = style.color, x = 40, align = "start") => {
    page.font = `${size > 30 ? 600 : 400} ${size}px ${style.fontFamily}`;
    page.fillStyle = colour;
    page.textAlign = align;
    page.fillText(text, x, y, 1320);
  };
  page.fillStyle = style.backgroundColor;
  page.fillRect(0, 0, canvas.width, canvas.height);
  paint(report.getAttribute("aria-label"), 34, 70);
  paint(report.querySelector(".report__figure")?.textContent.trim() ?? "", 48, 140);
  paint(report.querySelector(".card__foot")?.textContent.trim() ?? "", 22, canvas.height - 30, getComputedStyle(report.querySelector(".card__foot")).color);
  if (chart) page.drawImage(chart, 40, 180, 1320, (chart.height / chart.width) * 1320);
  rows.forEach((cells, at) => {
    paint(cells[0], 24, 210 + at * 44);
    cells.slice(1).forEach((cell, place) => paint(cell, 24, 210 + at * 44, style.color, 1360 - (cells.length - 2 - place) * 240, "end"));
  });
  return canvas;
}

function loaded(url) {
  const image = new Image();
  return new Promise((resolve) => {
    image.onload = () => resolve(image);
    image.src = url;
  });
}

function send(address, values) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  for (const [name, value] of values) body.append(name, value);
  return fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } }).then((answer) => {
    if (!answer.ok) location.reload();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-as-table]")) asTable(button);
  if (button.matches("[data-as-png]")) picture(button);
  if (button.matches("[data-prints]")) window.print();
  if (button.matches("[data-full-screen]")) document.fullscreenElement ? document.exitFullscreen() : document.getElementById("content").requestFullscreen();
});

const cellOf = (target) => target.closest?.(".report-grid__cell");
let dragged = null;
if (grid?.dataset.arranges) {
  grid.addEventListener("dragstart", (event) => {
    if (!event.target.closest("[data-grip]")) return;
    dragged = cellOf(event.target);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 20, 20);
    dragged.classList.add("is-dragged");
  });
  grid.addEventListener("dragover", (event) => {
    const over = cellOf(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const cells = [...grid.children];
    over[cells.indexOf(dragged) < cells.indexOf(over) ? "after" : "before"](dragged);
  });
  grid.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged = null;
    send(grid.dataset.arranges, [...grid.querySelectorAll("[data-report]")].map((one) => ["order", one.dataset.report]));
  });
  grid.addEventListener("pointerdown", (event) => {
    const corner = event.target.closest("[data-corner]");
    if (!corner) return;
    event.preventDefault();
    corner.setPointerCapture(event.pointerId);
    const cell = cellOf(corner);
    const column = (grid.clientWidth + 16) / 12;
    const start = cell.getBoundingClientRect();
    const size = { columns: 0, rows: 0 };
    const follow = (moved) => {
      size.columns = Math.min(12, Math.max(3, Math.round((moved.clientX - start.left + 16) / column)));
      size.rows = Math.min(4, Math.max(1, Math.round((moved.clientY - start.top) / 300)));
      cell.className = `report-grid__cell report-grid__cell--${size.columns}${size.rows > 1 ? ` report-grid__cell--tall-${size.rows}` : ""}`;
    };
    corner.addEventListener("pointermove", follow);
    corner.addEventListener("pointerup", () => {
      corner.removeEventListener("pointermove", follow);
      if (size.columns) send(corner.dataset.corner, Object.entries(size));
    }, { once: true });
  });
}
