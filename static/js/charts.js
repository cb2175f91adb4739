// Draws what data-chart="…" says of a report with ECharts (chart_kinds.js), in the colours of the page. A click on a bar
// leads where its number in the table does. Anew when colours or sizes change.
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const drawn = new Map();
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));

function colours() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const of = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { series: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => of(`chart-${number}`)) };
  for (const name of ["text", "text-muted", "text-faint", "border", "surface", "surface-pressed"]) found[name] = of(name);
  probe.remove();
  return found;
}

function base(chart, paint) {
  const text = { color: paint["text-muted"], fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  return {
    animation: !isCalm.matches,
    animationDuration: 300,
    color: paint.series,
    textStyle: text,
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: paint.surface,
      borderColor: paint.border,
      textStyle: { ...text, color: paint.text },
    },
  };
}

function draw(box) {
  const chart = JSON.parse(box.dataset.chart);
  const paint = colours();
  const option = window.chartKinds[chart.kind]?.(chart, paint, { before: box.dataset.before });
  if (!option || !window.echarts) return;
  const common = base(chart, paint);
  const made = drawn.get(box) ?? window.echarts.init(box, null, { renderer: "canvas" });
  made.setOption({ ...common, ...option, tooltip: { ...common.tooltip, ...option.tooltip } }, true);
  if (drawn.has(box)) return;
  drawn.set(box, made);
  sizes.observe(box);
  box.classList.add("is-drawn");
  made.on("click", ({ dataIndex, componentSubType }) => componentSubType === "pie" && lead(chart.urls[dataIndex]));
  // Of bars and columns the whole stripe leads there, however short it is.
  made.getZr().on("click", ({ offsetX, offsetY }) => {
    if (!option.grid || !made.containPixel("grid", [offsetX, offsetY])) return;
    const at = made.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY]);
    lead(chart.urls[option.yAxis.type === "category" ? at[1] : at[0]]);
  });
}

const lead = (address) => address && location.assign(address);

function drawAll() {
  for (const [box, made] of drawn) {
    if (document.contains(box)) continue;
    sizes.unobserve(box);
    made.dispose();
    drawn.delete(box);
  }
  document.querySelectorAll("[data-chart]").forEach(draw);
}

// The picture of a report, for reports.js.
document.addEventListener("report:picture", (event) => {
  const made = drawn.get(event.target);
  if (made) event.detail.url = made.getDataURL({ pixelRatio: 2, backgroundColor: colours().surface });
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("reports:shown", () => drawn.forEach((made) => made.resize()));
if (document.readyState === "complete") drawAll();
else window.addEventListener("load", drawAll);
