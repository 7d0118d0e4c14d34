import { banded, isLine } from './bands.js';
import { cells } from './cells.js';
import { momentText, withClock } from './clock.js';
import { marks, marksNear } from './marks.js';
import { writeMinus } from './minus.js';
import { darkened } from './palette.js';
import { timeText } from './view.js';

/** A common width of axes, so that charts below each other share one time axis. */
const AXIS_PX = 66;
const WIDE_AXIS_PX = 130;
const NEAR_PX = 4;
/** A view of less than this part of the run is close enough for lines that swing. */
const CLOSE_SHARE = 0.3;
/** Most letters of a name on the wide axis. */
const NAME_LETTERS = 17;

const THEMES = {
  light: { ink: '#1f2933', line: '#e3e8ee' },
  dark: { ink: '#d5dce4', line: '#303a44' },
};

/** Splits a long reason into lines: Chart.js does not wrap the text of a tooltip. */
function wrapped(text, width = 72) {
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    for (const word of line.split(' ')) {
      if (lines.at(-1) !== '' && lines.at(-1).length + word.length >= width) lines.push('');
      lines[lines.length - 1] += (lines.at(-1) === '' ? '' : ' ') + word;
    }
    return lines;
  });
}

/** The text of a tooltip: the reason of an event, or the value of any other point. */
function labelOf({ raw, dataset, formattedValue, chart }) {
  if (raw?.text !== undefined) return wrapped(raw.text);
  if (raw?.low !== undefined) return `${dataset.label}: ${formattedValue} (${raw.low} to ${raw.high})`;
  if (Array.isArray(raw)) return `${raw[0]} to ${raw[1]}`;
  const isLine = chart.config.type === 'line' && dataset.showLine !== false;
  return isLine || dataset.label !== undefined ? `${dataset.label}: ${formattedValue}` : formattedValue;
}

function titleOf(time) {
  return (items) => {
    if (items.length === 0) return '';
    if (time === undefined) return items[0].label;
    const ms = items[0].parsed.x * time.unitMs;
    const at = `at ${timeText(ms)}`;
    return time.startsAtMs === undefined ? at : `${momentText(time.startsAtMs + ms)}, ${at}`;
  };
}

function tooltipOf(time) {
  const footer = ([item]) => (item === undefined ? [] : marksNear(item.chart, item.element.x, NEAR_PX).flatMap((text) => wrapped(text)));
  return {
    filter: (item) => isLine(item, item.chart.data),
    callbacks: { title: titleOf(time), label: labelOf, footer: time === undefined ? undefined : footer },
    footerFont: { weight: 'normal' },
  };
}

/** Shortens a long name, which the axis would cut off. */
function shortName(value) {
  const name = this.getLabelForValue(value);
  return name.length <= NAME_LETTERS ? name : `${name.slice(0, NAME_LETTERS - 1)}…`;
}

/** Adds the functions to the definition of a chart, which JSON cannot carry. */
export function dressed({ config, time, isWide }, isDark) {
  const text = JSON.stringify(config);
  const { type, data, options } = JSON.parse(isDark ? darkened(text) : text);
  options.plugins.tooltip = tooltipOf(time);
  options.plugins.title.display = false;
  Object.assign(options.plugins.legend.labels, { filter: isLine });
  if (time !== undefined) {
    const width = isWide ? WIDE_AXIS_PX : AXIS_PX;
    const fixWidth = (scale) => {
      scale.width = Math.min(width, scale.chart.width / 3);
    };
    if (time.startsAtMs !== undefined) options.scales.x = withClock(options.scales.x, time);
    options.scales.y = { ...options.scales.y, afterFit: fixWidth };
    if (options.scales.y.type === 'category') options.scales.y.ticks = { ...options.scales.y.ticks, callback: shortName };
  }
  return { type, data, options };
}

export function applyTheme(isDark) {
  const { ink, line } = isDark ? THEMES.dark : THEMES.light;
  Chart.defaults.color = ink;
  Chart.defaults.borderColor = line;
}

export function prepareCharts() {
  Chart.register(cells, marks);
  writeMinus(Chart);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  // Gives the legend the dashes of a line.
  Object.assign(Chart.defaults.elements.point, { borderDash: [] });
}

/** Draws one chart into its canvas. */
export function drawChart(spec, isDark) {
  const canvas = document.getElementById(`chart-${spec.id}`);
  if (spec.heightPx !== undefined) canvas.parentElement.style.height = `${spec.heightPx}px`;
  const { type, data, options } = dressed(spec, isDark);
  const chart = new Chart(canvas, { type, data: { ...data, datasets: banded(data.datasets, isStacked(options)) }, options });
  chart.lines = data.datasets;
  return chart;
}

function isStacked({ scales }) {
  return scales.y?.stacked === true;
}

/** About the width of a chart on A4, and pixels a point that print sharply. */
const PAPER_PX = 690;
const PAPER_RATIO = 2;

/** Draws a chart for paper: a browser that prints does not tell a canvas its new width, and would cut it. The stylesheet fits it in. */
export function sizeForPaper(chart) {
  chart.options.devicePixelRatio = PAPER_RATIO;
  chart.resize(PAPER_PX, chart.height);
}

/** Shows the stretch of time of the view: in a short one lines themselves, in a long one bands for lines that swing. */
export function showStretch(chart, { unitMs, spanMs }, { fromMs, toMs }) {
  const { x } = chart.options.scales;
  x.min = fromMs / unitMs;
  x.max = toMs / unitMs;
  // Ticks for the whole run are too far apart for a part of it.
  x.ticks.stepSize = undefined;
  const isClose = toMs - fromMs < CLOSE_SHARE * spanMs;
  chart.data.datasets = isClose ? chart.lines : banded(chart.lines, isStacked(chart.options));
  chart.update('none');
}
