import type { Ms } from '../../kernel/event-loop.js';
import type { FleetRecording } from './recording.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The rows of a lane in the picture over time. */
export interface LaneRows {
  readonly lane: number;
  readonly top: number;
  readonly rows: number;
  readonly rowHeight: number;
  /** More than one when there is no room for a row each. */
  readonly slotsPerRow: number;
}

export interface MapLayout {
  /** Time at its right edge. */
  readonly endMs: Ms;
  readonly width: number;
  readonly height: number;
  readonly arrivals: Box;
  readonly waiting: Box;
  readonly lanes: readonly LaneRows[];
}

const ARRIVALS_HEIGHT = 22;
const WAITING_HEIGHT = 34;
const STRIP_GAP = 6;
/** Above a strip, for its name: on the strip, the marks would strike it through. */
const STRIP_HEAD = 14;
export const LANE_HEAD = 20;
const ROW_MAX = 16;
const ROW_MIN = 2;

/**
 * Lanes that ever had an instance; all rows together take at most `rowsHeight`. `peers` are the recordings whose pictures stand one above
 * the other, this one among them: they have one scale of time and rows of one height, so that eyes may compare them.
 */
export function mapLayout(
  recording: FleetRecording,
  width: number,
  rowsHeight: number,
  peers: readonly FleetRecording[] = [recording],
): MapLayout {
  const used = lanesOf(recording);
  const slotsOf = (peer: FleetRecording) => peer.lanes.reduce((sum, { slots }) => sum + slots, 0);
  const slotsPerRow = Math.max(1, Math.ceil((Math.max(...peers.map(slotsOf)) * ROW_MIN) / rowsHeight));
  const rowsOf = (lane: number) => Math.ceil(recording.lanes[lane].slots / slotsPerRow);
  const rows = Math.max(...peers.map(({ lanes }) => lanes.reduce((sum, { slots }) => sum + Math.ceil(slots / slotsPerRow), 0)));
  const rowHeight = Math.max(ROW_MIN, Math.min(ROW_MAX, Math.floor(rowsHeight / Math.max(1, rows))));
  const arrivals = { x: 0, y: STRIP_HEAD, width, height: ARRIVALS_HEIGHT };
  const waiting = { x: 0, y: arrivals.y + ARRIVALS_HEIGHT + STRIP_GAP + STRIP_HEAD, width, height: WAITING_HEIGHT };
  let top = waiting.y + waiting.height + STRIP_GAP;
  const lanes = used.map((lane): LaneRows => {
    const placed = { lane, top: top + LANE_HEAD, rows: rowsOf(lane), rowHeight, slotsPerRow };
    top = placed.top + placed.rows * rowHeight;
    return placed;
  });
  return { endMs: Math.max(...peers.map(({ endMs }) => endMs)), width, height: top, arrivals, waiting, lanes };
}

function lanesOf({ lanes }: FleetRecording): number[] {
  return lanes.flatMap(({ slots }, lane) => (slots > 0 ? [lane] : []));
}

/** The slots under a height of the picture over time; null between the lanes. */
export function slotsAt({ lanes }: MapLayout, y: number): { readonly lane: number; readonly from: number; readonly to: number } | null {
  const rows = lanes.find(({ top, rows: count, rowHeight }) => y >= top && y < top + count * rowHeight);
  if (rows === undefined) return null;
  const from = Math.floor((y - rows.top) / rows.rowHeight) * rows.slotsPerRow;
  return { lane: rows.lane, from, to: from + rows.slotsPerRow };
}

/** The bars of a lane in the picture of one moment: a bar a slot, in columns. Tasks without instances flow as squares. */
export interface LaneBars {
  readonly lane: number;
  readonly top: number;
  readonly columns: number;
  readonly barWidth: number;
  readonly barHeight: number;
  readonly count: number;
}

export interface NowLayout {
  readonly width: number;
  readonly height: number;
  readonly queue: Box;
  readonly lanes: readonly LaneBars[];
  /** Lanes of tasks without instances. */
  readonly squares: readonly { readonly lane: number; readonly box: Box }[];
}

const QUEUE_HEIGHT = 20;
export const BAR_GAP = 2;
const BAR_HEIGHTS = [22, 18, 14, 11, 8, 6] as const;
const BAR_WIDTHS = [260, 200, 150, 110, 80, 56, 40] as const;
const SQUARES_HEIGHT = 58;

/** The largest bars with which all slots of each of the `peers` fit into `barsHeight`, the smallest ones if none does, as wide as their columns. */
export function nowLayout(
  recording: FleetRecording,
  width: number,
  barsHeight: number,
  peers: readonly FleetRecording[] = [recording],
): NowLayout {
  const used = lanesOf(recording);
  const slots = used.map((lane) => recording.lanes[lane].slots);
  const sizes = BAR_HEIGHTS.flatMap((barHeight) => BAR_WIDTHS.map((barWidth) => ({ barWidth: Math.min(barWidth, width), barHeight })));
  const heightOf = ({ barWidth, barHeight }: (typeof sizes)[number]) => {
    const columns = columnsOf(width, barWidth);
    const laneHeight = (count: number) => (count === 0 ? 0 : LANE_HEAD + Math.ceil(count / columns) * (barHeight + BAR_GAP));
    return Math.max(...peers.map(({ lanes }) => lanes.reduce((sum, lane) => sum + laneHeight(lane.slots), 0)));
  };
  const { barWidth, barHeight } = sizes.find((size) => heightOf(size) <= barsHeight) ?? sizes.at(-1)!;
  const columns = columnsOf(width, barWidth);
  // The bars get the remaining height, in whole pixels.
  const stretched = Math.floor((width + BAR_GAP) / columns) - BAR_GAP;
  let top = QUEUE_HEIGHT + STRIP_GAP;
  const lanes = used.map((lane, i): LaneBars => {
    const placed = { lane, top: top + LANE_HEAD, columns, barWidth: stretched, barHeight, count: slots[i] };
    top = placed.top + Math.ceil(slots[i] / columns) * (barHeight + BAR_GAP);
    return placed;
  });
  const squares = lanesWithoutInstances(recording).map((lane) => {
    const box = { x: 0, y: top + LANE_HEAD, width, height: SQUARES_HEIGHT };
    top = box.y + box.height;
    return { lane, box };
  });
  return { width, height: top, queue: { x: 0, y: 0, width, height: QUEUE_HEIGHT }, lanes, squares };
}

/** Lanes in which a task was ever placed without an instance. */
function lanesWithoutInstances({ lanes, tasks }: FleetRecording): number[] {
  const used = new Set<number>();
  for (let task = 0; task < tasks.lane.length; task++)
    if (tasks.instance[task] < 0 && tasks.placedMs[task] >= 0) used.add(tasks.lane[task]);
  return lanes.flatMap((_, lane) => (used.has(lane) ? [lane] : []));
}

function columnsOf(width: number, barWidth: number): number {
  return Math.max(1, Math.floor((width + BAR_GAP) / (barWidth + BAR_GAP)));
}

export function barBox({ top, columns, barWidth, barHeight }: LaneBars, slot: number): Box {
  const x = (slot % columns) * (barWidth + BAR_GAP);
  return { x, y: top + Math.floor(slot / columns) * (barHeight + BAR_GAP), width: barWidth, height: barHeight };
}

/** The bar under a point of the picture of one moment. */
export function slotAt({ lanes }: NowLayout, x: number, y: number): { readonly lane: number; readonly slot: number } | null {
  for (const bars of lanes) {
    const column = Math.floor(x / (bars.barWidth + BAR_GAP));
    const row = Math.floor((y - bars.top) / (bars.barHeight + BAR_GAP));
    const slot = row * bars.columns + column;
    if (row >= 0 && column < bars.columns && slot < bars.count) return { lane: bars.lane, slot };
  }
  return null;
}
