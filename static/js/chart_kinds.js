// What each kind of chart looks like, as ECharts' options: `window.chartKinds[kind](chart, paint, words)`, for charts.js.
// `chart` is what the page carries (dashboards/cards.py), `paint` the page's colours. Numbers are written as the language
// of the page does.
const language = document.documentElement.lang;
const MOST_BARS = 12;

const formats = new Map();
function writer(form, currency, isShort) {
  const key = `${form}|${currency}|${isShort}`;
  if (formats.has(key)) return formats.get(key);
  const options = isShort ? { notation: "compact", maximumFractionDigits: 1 } : {};
  if (form === "money" && currency) Object.assign(options, { style: "currency", currency }, isShort ? {} : { maximumFractionDigits: 2 });
  if (form === "share") Object.assign(options, { style: "percent", maximumFractionDigits: 1, notation: "standard" });
  const format = new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format;
}

const isLong = (value) => Math.abs(value) >= 10000;
const write = (chart, series, value, isShort = false) => (value === null || value === undefined ? "–" : writer(series.form, chart.currency, isShort && isLong(value)).format(value));

function axes(chart, paint, labels, isAcross) {
  const [first] = chart.series;
  const text = { color: paint["text-muted"], fontSize: 11, hideOverlap: true };
  const names = { type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: paint.border } }, axisLabel: { ...text, overflow: "truncate", width: isAcross ? 120 : undefined }, inverse: isAcross };
  const values = { type: "value", splitNumber: 4, show: !isAcross, splitLine: { lineStyle: { color: paint.border } }, axisLabel: { ...text, formatter: (value) => writer(first.form, chart.currency, true).format(value) } };
  return isAcross ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: [values, { type: "value", show: false }] };
}

function tip(chart, points) {
  const [{ name }] = points;
  return [name, ...points.map((point) => `${point.seriesName}  ${write(chart, point.seriesIndex < chart.series.length ? chart.series[point.seriesIndex] : chart.series[0], point.value)}`)].join("\n");
}

const named = (chart, words) => chart.series.map((series) => ({ ...series, name: series.is_before ? words.before : series.name }));

const kinds = {
  column_and_line(chart, paint, words) {
    const [now, beside] = named(chart, words);
    const series = [{ type: "bar", name: now.name, data: now.values, barMaxWidth: 28, itemStyle: { borderRadius: [3, 3, 0, 0] } }];
    if (beside) series.push({ type: "line", name: beside.name, data: beside.values, yAxisIndex: beside.is_before ? 0 : 1, showSymbol: false, smooth: 0.2, lineStyle: { width: 2, type: beside.is_before ? "dashed" : "solid" }, itemStyle: { color: beside.is_before ? paint["text-faint"] : paint.series[1] } });
    return { ...axes(chart, paint, chart.labels, false), series, grid: { left: 4, right: 4, top: 28, bottom: 4, containLabel: true }, legend: legend(paint), tooltip: { trigger: "axis", formatter: (points) => tip(chart, points) } };
  },
  bar(chart, paint, words) {
    const shown = firstOf(chart, words);
    const [now, before] = named(shown, words);
    const series = [{ type: "bar", name: now.name, data: now.values, barMaxWidth: 22, itemStyle: { borderRadius: [0, 3, 3, 0] }, label: { show: true, position: "right", color: paint["text-muted"], fontSize: 11, formatter: ({ value }) => write(chart, now, value, true) } }];
    if (before) series.push({ type: "bar", name: before.name, data: before.values, barMaxWidth: 10, itemStyle: { color: paint["text-faint"], borderRadius: [0, 3, 3, 0] } });
    return { ...axes(shown, paint, shown.labels, true), series, grid: { left: 4, right: 72, top: before ? 28 : 4, bottom: 4, containLabel: true }, legend: before ? legend(paint) : undefined, tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (points) => tip(chart, points) } };
  },
  donut(chart, paint, words) {
    const shown = firstOf(chart, words);
    const [now] = shown.series;
    const data = shown.labels.map((name, at) => ({ name, value: Math.max(0, now.values[at] ?? 0) }));
    return { series: [{ type: "pie", radius: ["50%", "76%"], center: ["50%", "40%"], data, label: { show: false }, itemStyle: { borderColor: paint.surface, borderWidth: 2 } }], legend: { ...legend(paint), top: "auto", bottom: 0, left: "center" }, tooltip: { trigger: "item", formatter: ({ name, value, percent }) => `${name}\n${write(chart, now, value)} · ${writer("share", "", false).format(percent / 100)}` } };
  },
  funnel(chart, paint, words) {
    return kinds.bar(chart, paint, words);
  },
  gauge(chart, paint) {
    const most = Math.max(1, chart.pace ?? 0, chart.reached ?? 0);
    const width = 14;
    const share = writer("share", "", false);
    const marks = chart.pace === null ? [] : [{ value: chart.pace, name: "" }];
    const arc = { type: "gauge", startAngle: 200, endAngle: -20, min: 0, max: most, radius: "100%", center: ["50%", "62%"], splitLine: { show: false }, axisTick: { show: false }, anchor: { show: false } };
    return {
      series: [
        { ...arc, data: [{ value: chart.reached ?? 0 }], progress: { show: true, width, roundCap: true }, pointer: { show: false }, axisLine: { roundCap: true, lineStyle: { width, color: [[1, paint["surface-pressed"]]] } }, axisLabel: { show: false }, detail: { offsetCenter: [0, "-8%"], fontSize: 26, fontWeight: 600, color: paint.text, formatter: (value) => share.format(value) } },
        { ...arc, data: marks, progress: { show: false }, axisLine: { show: false }, axisLabel: { show: false }, detail: { show: false }, pointer: { icon: "triangle", length: 10, width: 10, offsetCenter: [0, "-76%"], itemStyle: { color: paint["text-muted"] } } },
      ],
      tooltip: { show: false },
    };
  },
  number(chart, paint, words) {
    const [now] = named(chart, words);
    return { xAxis: { type: "category", show: false, data: chart.labels, boundaryGap: false }, yAxis: { type: "value", show: false }, grid: { left: 2, right: 2, top: 6, bottom: 2 }, series: [{ type: "line", name: now.name, data: now.values, showSymbol: false, lineStyle: { width: 2 }, areaStyle: { opacity: 0.12 } }], tooltip: { trigger: "axis", formatter: (points) => tip(chart, points) } };
  },
};

function firstOf(chart, words) {
  if (chart.labels.length <= MOST_BARS) return chart;
  const cut = (list) => list.slice(0, MOST_BARS);
  return { ...chart, labels: cut(chart.labels), urls: cut(chart.urls), series: chart.series.map((series) => ({ ...series, values: cut(series.values) })) };
}

const legend = (paint) => ({ top: 0, left: 0, itemWidth: 12, itemHeight: 8, icon: "roundRect", textStyle: { color: paint["text-muted"], fontSize: 11 } });

window.chartKinds = kinds;
