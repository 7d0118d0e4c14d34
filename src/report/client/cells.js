import { rowRuns } from './rows.js';

const LANE_PX = 20;
/** Lower rows have no room for a bar: the opacity of the cell stands for the height of the bar. */
const BAR_PX = 6;
const FAINT = 0.2;
const STRONG = 0.95;
/** Its cells are always full, so that losses are visible. */
const LOST = 6;
/** In the warm pool, booting, or outside of ECS: these take no tasks, and are drawn full unless some instances of their row have tasks. */
const WITHOUT_TASKS = [2, 3, 4];

const decoded = new WeakMap();

/** Rows with their runs of equal cells, decoded once. */
function lanesOf(cells) {
  if (!decoded.has(cells)) {
    decoded.set(
      cells,
      cells.lanes.map(({ name, instances, rows }) => ({ name, instances, rows: rows.map(rowRuns) })),
    );
  }
  return decoded.get(cells);
}

/** Positions of lanes and rows in the chart, from top to bottom. */
function layoutOf({ data: { cells }, chartArea: area }) {
  const lanes = lanesOf(cells);
  const rows = lanes.reduce((sum, lane) => sum + lane.rows.length, 0);
  const rowPx = Math.max(0.5, (area.bottom - area.top - LANE_PX * lanes.length) / Math.max(1, rows));
  let top = area.top;
  return lanes.map((lane) => {
    const place = { lane, headTop: top, top: top + LANE_PX, rowPx };
    top += LANE_PX + rowPx * lane.rows.length;
    return place;
  });
}

function shareOf(cells, { cpuPercent, memoryPercent }) {
  if (cells.by === 'cpu') return cpuPercent / 100;
  return cells.by === 'memory' ? memoryPercent / 100 : Math.max(cpuPercent, memoryPercent) / 100;
}

/** Start of the column in the unit of the axis; the last column may be shorter. */
function timeOf({ everyMs, endMs, unitMs }, column) {
  return Math.min(column * everyMs, endMs) / unitMs;
}

function paintRun(ctx, { colour, share, isFull }, { left, right, top, height }) {
  ctx.fillStyle = colour;
  if (height < BAR_PX || isFull) {
    ctx.globalAlpha = isFull ? STRONG : FAINT + (STRONG - FAINT) * share;
    ctx.fillRect(left, top, right - left, height);
    return;
  }
  ctx.globalAlpha = FAINT;
  ctx.fillRect(left, top, right - left, height);
  ctx.globalAlpha = STRONG;
  ctx.fillRect(left, top + height * (1 - share), right - left, height * share);
}

function paintRow(chart, runs, { top, rowPx }) {
  const { ctx, data, scales } = chart;
  const { cells } = data;
  const height = rowPx >= 4 ? rowPx - 1 : rowPx;
  for (const run of runs) {
    const [from, to] = [timeOf(cells, run.from), timeOf(cells, run.to)];
    if (to < scales.x.min || from > scales.x.max) continue;
    const left = scales.x.getPixelForValue(Math.max(from, scales.x.min));
    const right = scales.x.getPixelForValue(Math.min(to, scales.x.max));
    const share = shareOf(cells, run);
    const isFull = run.state === LOST || (share === 0 && WITHOUT_TASKS.includes(run.state));
    const look = { colour: cells.colours[run.state], share, isFull };
    paintRun(ctx, look, { left, right: Math.max(right, left + 0.75), top, height });
  }
}

/** The chart.js plugin that paints the fleet map from `data.cells`, over the chart's own time axis. */
export const cells = {
  id: 'cells',
  beforeDatasetsDraw(chart) {
    if (chart.data.cells === undefined) return;
    const { ctx, chartArea: area } = chart;
    ctx.save();
    for (const { lane, headTop, top, rowPx } of layoutOf(chart)) {
      ctx.globalAlpha = 1;
      ctx.fillStyle = chart.options.color;
      ctx.font = `12px ${chart.options.font.family}`;
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'left';
      ctx.fillText(lane.name, area.left + 2, headTop + LANE_PX / 2);
      lane.rows.forEach((runs, row) => {
        paintRow(chart, runs, { top: top + row * rowPx, rowPx });
      });
    }
    ctx.restore();
  },
};

/** The row, the time and the content at a point of the chart; null outside all rows. */
export function cellAt(chart, x, y) {
  const { cells } = chart.data;
  const place = layoutOf(chart).find(({ lane, top, rowPx }) => y >= top && y < top + rowPx * lane.rows.length);
  if (place === undefined) return null;
  const row = Math.floor((y - place.top) / place.rowPx);
  const atMs = chart.scales.x.getValueForPixel(x) * cells.unitMs;
  const run = place.lane.rows[row].find(({ from, to }) => from * cells.everyMs <= atMs && atMs < to * cells.everyMs);
  return { lane: place.lane, row, atMs, run };
}
