import type { Ms } from '../../kernel/event-loop.js';
import { Fact } from '../../sim/facts.js';
import { type Fill, reservedShare } from './bars.js';
import type { Colours } from './colours.js';
import { FleetAt } from './fleet-at.js';
import { NEVER } from './growing.js';
import type { Box, LaneRows, MapLayout } from './layout.js';
import { type FleetRecording, InstancePhase } from './recording.js';

/** The data and the colours of the picture over time. */
export interface MapLook {
  /** The recordings whose strips have one scale, this one among them. */
  readonly peers: readonly FleetRecording[];
  readonly colours: Colours;
  readonly fill: Fill;
  readonly laneName: (lane: number) => string;
  readonly stripNames: { readonly arrivals: string; readonly waiting: string };
}

/** Short parts of a life stay visible: boots, drains and interruptions are at least so wide. */
const LEAST_WIDTH = 2;

/** Paints instances over time, with arrivals and waiting tasks above: once for a run, a size and a theme. */
export function paintMap(context: CanvasRenderingContext2D, recording: FleetRecording, layout: MapLayout, look: MapLook): void {
  const { colours } = look;
  context.clearRect(0, 0, layout.width, layout.height);
  const sweep = swept(recording, layout, look.fill);
  const beside = look.peers.flatMap((peer) => (peer === recording ? sweep : swept(peer, { ...layout, lanes: [] }, look.fill)));
  const most = (strip: 'arrivals' | 'waiting') => Math.max(...beside.map((peer) => peer[strip].reduce((a, b) => Math.max(a, b), 0)));
  strip(context, layout.arrivals, { values: sweep.arrivals, most: most('arrivals'), colour: colours.soft });
  strip(context, layout.waiting, { values: sweep.waiting, most: most('waiting'), colour: colours.lost });
  title(context, look.stripNames.arrivals, { y: layout.arrivals.y - 3, colours });
  title(context, look.stripNames.waiting, { y: layout.waiting.y - 3, colours });
  for (const [i, rows] of layout.lanes.entries()) {
    title(context, look.laneName(rows.lane), { y: rows.top - 6, colours });
    context.fillStyle = colours.line;
    context.globalAlpha = 0.35;
    context.fillRect(0, rows.top, layout.width, rows.rows * rows.rowHeight);
    context.globalAlpha = 1;
    shades(context, rows, { shares: sweep.shares[i], colours, width: layout.width });
  }
  lives(context, recording, layout, colours);
}

/** The time at a place of the picture, and back. */
export function timeAt(x: number, width: number, endMs: Ms): Ms {
  return Math.round(Math.max(0, Math.min(1, x / width)) * endMs);
}

interface Swept {
  readonly arrivals: Float64Array;
  readonly waiting: Float64Array;
  /** For each lane of the layout: by row and column, the reserved share; -1 without an instance. */
  readonly shares: readonly Float32Array[];
}

function swept(recording: FleetRecording, layout: MapLayout, fill: Fill): Swept {
  const columns = Math.max(1, Math.floor(layout.width));
  const { changes } = recording;
  const { endMs } = layout;
  const fleet = new FleetAt(recording);
  const arrivals = new Float64Array(columns);
  const waiting = new Float64Array(columns);
  for (let i = 0; i < changes.atMs.length; i++)
    if (changes.kind[i] === Fact.taskRequested) arrivals[Math.min(columns - 1, Math.floor((changes.atMs[i] * columns) / endMs))]++;
  const shares = layout.lanes.map(({ rows }) => new Float32Array(rows * columns).fill(-1));
  for (let column = 0; column < columns; column++) {
    const atMs = Math.floor(((column + 1) * endMs) / columns);
    if (atMs > recording.endMs) break;
    fleet.moveTo(atMs);
    waiting[column] = fleet.waiting;
    for (const [i, rows] of layout.lanes.entries()) addColumn(fleet, rows, { shares: shares[i], column, columns, fill });
  }
  return { arrivals, waiting, shares };
}

function addColumn(
  fleet: FleetAt,
  { lane, rows, slotsPerRow }: LaneRows,
  { shares, column, columns, fill }: { shares: Float32Array; column: number; columns: number; fill: Fill },
): void {
  const slots = fleet.slotsOf(lane);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let count = 0;
    for (let slot = row * slotsPerRow; slot < Math.min(slots.length, (row + 1) * slotsPerRow); slot++) {
      const instance = slots[slot];
      if (instance === NEVER) continue;
      const phase = fleet.instancePhase(instance);
      if (phase !== InstancePhase.active && phase !== InstancePhase.draining) continue;
      sum += reservedShare(fleet, instance, fill);
      count++;
    }
    if (count > 0) shares[row * columns + column] = sum / count;
  }
}

function strip(
  context: CanvasRenderingContext2D,
  box: Box,
  { values, most, colour }: { values: Float64Array; most: number; colour: string },
): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.25;
  context.fillRect(box.x, box.y + box.height - 1, box.width, 1);
  context.globalAlpha = 0.85;
  for (let column = 0; column < values.length; column++) {
    if (values[column] === 0) continue;
    const height = Math.max(1, (values[column] / most) * box.height);
    context.fillRect(column, box.y + box.height - height, 1, height);
  }
  context.globalAlpha = 1;
}

function title(context: CanvasRenderingContext2D, text: string, { y, colours }: { y: number; colours: Colours }): void {
  context.fillStyle = colours.soft;
  context.font = '11.5px system-ui, sans-serif';
  context.textBaseline = 'alphabetic';
  // The picture stays behind the words.
  context.strokeStyle = colours.card;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(text, 4, y);
  context.fillText(text, 4, y);
}

/** Each row as runs of columns of one shade. */
function shades(
  context: CanvasRenderingContext2D,
  { rows, top, rowHeight }: LaneRows,
  { shares, colours, width }: { shares: Float32Array; colours: Colours; width: number },
): void {
  const columns = Math.max(1, Math.floor(width));
  const levelOf = (share: number) => (share < 0 ? -1 : Math.round(share * 10));
  context.fillStyle = colours.accent;
  const inner = rowHeight > 4 ? rowHeight - 1 : rowHeight;
  for (let row = 0; row < rows; row++)
    for (let from = 0, to = 0; from < columns; from = to) {
      const level = levelOf(shares[row * columns + from]);
      while (to < columns && levelOf(shares[row * columns + to]) === level) to++;
      if (level < 0) continue;
      context.globalAlpha = 0.14 + 0.075 * Math.min(10, level);
      context.fillRect(from, top + row * rowHeight, to - from, inner);
    }
  context.globalAlpha = 1;
}

/** Boots, drains and notices, by the life of each instance. */
function lives(context: CanvasRenderingContext2D, recording: FleetRecording, layout: MapLayout, colours: Colours): void {
  const { instances, endMs } = recording;
  const scale = layout.width / layout.endMs;
  const rowsOf = new Map(layout.lanes.map((rows) => [rows.lane, rows]));
  for (let instance = 0; instance < instances.type.length; instance++) {
    const rows = rowsOf.get(instances.lane[instance])!;
    const y = rows.top + Math.floor(instances.slot[instance] / rows.slotsPerRow) * rows.rowHeight;
    const height = rows.rowHeight > 4 ? rows.rowHeight - 1 : rows.rowHeight;
    const until = instances.endedMs[instance] === NEVER ? endMs : instances.endedMs[instance];
    const mark = (fromMs: Ms, toMs: Ms, colour: string) => {
      if (fromMs === NEVER || (fromMs === 0 && toMs === 0)) return;
      context.fillStyle = colour;
      context.fillRect(fromMs * scale, y, Math.max(LEAST_WIDTH, (toMs - fromMs) * scale), height);
    };
    const registered = instances.registeredMs[instance];
    mark(instances.launchedMs[instance], registered === NEVER ? until : registered, colours.booting);
    mark(instances.drainingMs[instance], until, colours.draining);
    mark(instances.noticedMs[instance], until, colours.lost);
  }
}
