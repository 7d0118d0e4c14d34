import { isLine } from './bands.js';
import { cellAt } from './cells.js';
import { timeText } from './view.js';

/** A shorter drag is a click. */
const DRAG_PX = 6;
const STEP_SHARE = 0.02;
const ROW_STEP_PX = 8;

/** The pointer over charts over time: it marks the same time on all of them, a drag zooms into a stretch, and keys do the same. */
export class Pointer {
  constructor(view, drawn) {
    this.view = view;
    this.drawn = drawn.map((one) => ({ ...one, atMs: null }));
    this.tip = document.getElementById('tip');
    /** A canvas outlives the charts that are drawn on it. */
    this.quit = new AbortController();
    for (const one of this.drawn) this.watch(one);
  }

  watch(one) {
    const { chart, spec } = one;
    const { canvas } = chart;
    const plot = canvas.parentElement;
    const cursor = plot.appendChild(document.createElement('div'));
    cursor.className = 'cursor';
    const picked = plot.appendChild(document.createElement('div'));
    picked.className = 'picked';
    cursor.hidden = picked.hidden = true;
    Object.assign(one, { cursor, picked });
    const on = (type, listener) => canvas.addEventListener(type, listener, { signal: this.quit.signal });
    on('pointermove', (event) => this.moved(chart, spec, event));
    on('pointerleave', () => this.left());
    on('pointerdown', (event) => this.pressed(chart, event));
    on('dblclick', () => this.view.whole());
    on('keydown', (event) => this.keyed(chart, event));
    on('blur', () => this.left());
  }

  msAt(chart, x) {
    const { unitMs } = this.drawn.find((one) => one.chart === chart).spec.time;
    const { left, right } = chart.chartArea;
    return chart.scales.x.getValueForPixel(Math.max(left, Math.min(right, x))) * unitMs;
  }

  moved(chart, spec, event) {
    const { offsetX: x, offsetY: y } = event;
    const { left, right } = chart.chartArea;
    if (x < left || x > right) return this.left();
    this.point(this.msAt(chart, x));
    if (spec.config.data.cells !== undefined) this.tell(chart, { x, y, clientX: event.clientX, clientY: event.clientY });
  }

  /** Marks the same time on every chart. */
  point(atMs) {
    for (const { chart, spec, cursor } of this.drawn) {
      const { left, right, top, bottom } = chart.chartArea;
      const x = chart.scales.x.getPixelForValue(atMs / spec.time.unitMs);
      cursor.hidden = x < left - 1 || x > right + 1;
      Object.assign(cursor.style, { left: `${x}px`, top: `${top}px`, height: `${bottom - top}px` });
    }
  }

  left() {
    this.tip.hidden = true;
    for (const { cursor } of this.drawn) cursor.hidden = true;
  }

  /** Shows the content of the fleet map at a position. */
  tell(chart, { x, y, clientX, clientY }) {
    const found = cellAt(chart, x, y);
    this.tip.hidden = found === null;
    if (found === null) return;
    this.tip.textContent = cellText(chart.data.cells, found);
    const isRight = clientX > window.innerWidth / 2;
    Object.assign(this.tip.style, {
      top: `${clientY + 14}px`,
      left: isRight ? 'auto' : `${clientX + 14}px`,
      right: isRight ? `${document.documentElement.clientWidth - clientX + 14}px` : 'auto',
    });
  }

  pressed(chart, event) {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { canvas, chartArea: area } = chart;
    const { picked } = this.drawn.find((one) => one.chart === chart);
    const begin = Math.max(area.left, Math.min(area.right, event.offsetX));
    let end = begin;
    const move = (moved) => {
      end = Math.max(area.left, Math.min(area.right, moved.offsetX));
      picked.hidden = Math.abs(end - begin) < DRAG_PX;
      const [left, width] = [Math.min(begin, end), Math.abs(end - begin)];
      Object.assign(picked.style, { left: `${left}px`, width: `${width}px`, top: `${area.top}px`, height: `${area.bottom - area.top}px` });
    };
    const done = () => {
      canvas.removeEventListener('pointermove', move);
      picked.hidden = true;
      if (Math.abs(end - begin) < DRAG_PX) return;
      const [fromMs, toMs] = [this.msAt(chart, Math.min(begin, end)), this.msAt(chart, Math.max(begin, end))];
      this.view.show(fromMs, toMs);
    };
    canvas.setPointerCapture(event.pointerId);
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', done, { once: true });
  }

  keyed(chart, event) {
    const { view } = this;
    const one = this.drawn.find((other) => other.chart === chart);
    const atMs = one.atMs ?? (view.fromMs + view.toMs) / 2;
    const length = view.toMs - view.fromMs;
    const step = (share) => this.step(one, Math.max(view.fromMs, Math.min(view.toMs, atMs + share * length)));
    const actions = {
      ArrowLeft: () => (event.shiftKey ? view.move(-0.25) : step(-STEP_SHARE)),
      ArrowRight: () => (event.shiftKey ? view.move(0.25) : step(STEP_SHARE)),
      ArrowUp: () => this.step(one, atMs, -ROW_STEP_PX),
      ArrowDown: () => this.step(one, atMs, ROW_STEP_PX),
      '+': () => view.zoom(0.5, atMs),
      '=': () => view.zoom(0.5, atMs),
      '-': () => view.zoom(2, atMs),
      0: () => view.whole(),
      Escape: () => view.whole(),
    };
    const action = actions[event.key];
    const isRow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (action === undefined || (isRow && chart.data.cells === undefined) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }

  /** Moves the marked time by keys as the pointer would; `down` is the way down in pixels. */
  step(one, atMs, down = 0) {
    const { chart, spec } = one;
    const { top, bottom, left, right } = chart.chartArea;
    one.atMs = atMs;
    one.y = Math.max(top + 24, Math.min(bottom - 1, (one.y ?? 0) + down));
    this.point(atMs);
    const x = Math.max(left, Math.min(right, chart.scales.x.getPixelForValue(atMs / spec.time.unitMs)));
    const { cells } = chart.data;
    const said = cells === undefined ? pointsSaid(chart, x, (top + bottom) / 2) : cellSaid(chart, x, one.y);
    if (cells !== undefined) {
      const box = chart.canvas.getBoundingClientRect();
      this.tell(chart, { x, y: one.y, clientX: box.left + x, clientY: box.top + one.y });
    }
    document.getElementById('said').textContent = `at ${timeText(atMs)}, ${said}`;
  }
}

/** Shows the tooltip of the nearest points, and returns its text. */
function pointsSaid(chart, x, y) {
  const near = chart.getElementsAtEventForMode(
    { type: 'mousemove', native: true, x, y },
    'nearest',
    { axis: 'x', intersect: false },
    false,
  );
  const active = near.filter((item) => isLine(item, chart.data)).map(({ datasetIndex, index }) => ({ datasetIndex, index }));
  chart.tooltip.setActiveElements(active, { x, y });
  chart.update('none');
  return active
    .map(({ datasetIndex, index }) => {
      const { label, data } = chart.data.datasets[datasetIndex];
      return data[index].text ?? `${label} ${data[index].y}`;
    })
    .join(', ');
}

function cellSaid(chart, x, y) {
  const found = cellAt(chart, x, y);
  return found === null ? '' : cellText(chart.data.cells, found);
}

/** The content of a cell of the fleet map, in words. */
function cellText(cells, { lane, row, atMs, run }) {
  const [first, last] = [row * cells.slotsPerRow, (row + 1) * cells.slotsPerRow - 1];
  const there = lane.instances.filter(([slot, , from, to]) => slot >= first && slot <= last && from <= atMs && atMs < to);
  const who = there
    .slice(0, 4)
    .map(([, ordinal, , , what, cause]) => `instance ${ordinal}, ${what}${cause === '' ? '' : ` (ends: ${cause})`}`);
  const rest = there.length > 4 ? [`and ${there.length - 4} more`] : [];
  const state =
    run === undefined
      ? 'no instance'
      : `${cells.words[run.state]}: tasks reserve ${run.cpuPercent} % of CPU, ${run.memoryPercent} % of memory`;
  return [`${lane.name}, at ${timeText(atMs)}`, state, ...who, ...rest].join('\n');
}
