import { applyTheme, drawChart, prepareCharts, showStretch, sizeForPaper } from './charts.js';
import { Pointer } from './pointer.js';
import { unpacked } from './points.js';
import { enableTables } from './tables.js';
import { timeText, View } from './view.js';

const ROWS_TO_SORT = 3;
const ROWS_TO_FILTER = 10;

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const specs = JSON.parse(document.getElementById('charts').textContent);
for (const { config } of specs) config.data.datasets = unpacked(config.data.datasets);
const timed = specs.filter(({ time }) => time !== undefined);
const view = new View(Math.max(0, ...timed.map(({ time }) => time.spanMs)));
let drawn = [];
let pointer = null;

function draw(isDark) {
  pointer?.quit.abort();
  for (const { chart } of drawn) chart.destroy();
  for (const overlay of document.querySelectorAll('.cursor, .picked')) overlay.remove();
  applyTheme(isDark);
  drawn = specs.map((spec) => ({ spec, chart: drawChart(spec, isDark) }));
  pointer = new Pointer(
    view,
    drawn.filter(({ spec }) => spec.time !== undefined),
  );
  if (!view.isWhole) show();
}

function show() {
  for (const { spec, chart } of drawn) if (spec.time !== undefined) showStretch(chart, spec.time, view);
  const text = view.isWhole ? 'the whole run' : `${timeText(view.fromMs)} to ${timeText(view.toMs)}`;
  document.getElementById('stretch').textContent = text;
  document.getElementById('whole').disabled = view.isWhole;
}

function enableBar() {
  const bar = document.getElementById('bar');
  if (bar === null || timed.length === 0) return;
  bar.hidden = false;
  const actions = {
    closer: () => view.zoom(0.5),
    wider: () => view.zoom(2),
    earlier: () => view.move(-0.5),
    later: () => view.move(0.5),
    whole: () => view.whole(),
  };
  for (const [id, action] of Object.entries(actions)) document.getElementById(id).addEventListener('click', action);
  view.listeners.push(show);
  show();
}

/** Selects the share that bars of the fleet map show: CPU, memory or the larger. */
function enableShares() {
  for (const select of document.querySelectorAll('select[data-chart]')) {
    select.addEventListener('change', () => {
      const { chart } = drawn.find(({ spec }) => spec.id === select.dataset.chart);
      chart.data.cells.by = select.value;
      chart.update('none');
    });
  }
}

/** Makes a time in a table show that time on the charts, with some time before and after. */
function enableMoments() {
  for (const button of document.querySelectorAll('button[data-at]')) {
    button.addEventListener('click', () => {
      const atMs = Number(button.dataset.at);
      const aroundMs = Math.max(600_000, view.endMs / 60);
      view.show(atMs - aroundMs, atMs + aroundMs);
      document.getElementById('bar').scrollIntoView();
    });
  }
}

prepareCharts();
draw(dark.matches);
enableBar();
enableShares();
enableMoments();
enableTables(ROWS_TO_SORT, ROWS_TO_FILTER);
dark.addEventListener('change', () => draw(dark.matches));
// Prints on white paper.
window.addEventListener('beforeprint', () => {
  draw(false);
  for (const { chart } of drawn) sizeForPaper(chart);
});
window.addEventListener('afterprint', () => draw(dark.matches));
