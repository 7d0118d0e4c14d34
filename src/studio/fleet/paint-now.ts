import { eachPart, type Fill } from './bars.js';
import { Batches } from './batches.js';
import type { Colours } from './colours.js';
import type { FleetAt } from './fleet-at.js';
import { NEVER } from './growing.js';
import { type Box, barBox, type LaneBars, type NowLayout } from './layout.js';
import { InstancePhase } from './recording.js';

interface Look {
  readonly colours: Colours;
  readonly fill: Fill;
  readonly laneName: (lane: number, count?: number) => string;
  readonly chosen: { readonly instance: number; readonly task: number };
}

const SQUARE = 9;
const SQUARE_GAP = 2;
/** How strong a task is drawn by TaskPhase. */
const ALPHAS: readonly number[] = [0, 0.35, 0.55, 0.5, 1, 0.28, 0];
const PHASES = ALPHAS.length;

/** Paints the fleet at the time of `fleet`: waiting tasks above, a bar for each instance, filled by its tasks. */
export function paintNow(context: CanvasRenderingContext2D, fleet: FleetAt, layout: NowLayout, look: Look): void {
  const { colours } = look;
  context.clearRect(0, 0, layout.width, layout.height);
  const batches = new Batches();
  const add = (task: number, box: Box) => {
    const owner = fleet.recording.classes.owner[fleet.recording.tasks.class[task]];
    batches.add(owner * PHASES + fleet.taskPhase(task), box);
  };
  queue(fleet, layout.queue, add);
  for (const bars of layout.lanes) {
    head(context, bars.top, { text: look.laneName(bars.lane, countOf(fleet.slotsOf(bars.lane))), colours });
    frames(context, fleet, bars, look);
    for (const [slot, instance] of fleet.slotsOf(bars.lane).entries()) {
      if (instance === NEVER) continue;
      const box = barBox(bars, slot);
      eachPart(fleet, { instance, box, fill: look.fill }, (task, from, to) => {
        const gap = to - from > 4 ? 1 : 0;
        add(task, { x: from, y: box.y + 1, width: Math.max(1, to - from - gap), height: box.height - 2 });
      });
    }
  }
  for (const { lane, box } of layout.squares) {
    const tasks = fleet.tasksOfLane(lane);
    head(context, box.y, { text: look.laneName(lane, tasks.length), colours });
    squares(tasks, box, add);
  }
  for (const [key, boxes] of batches.byLook) {
    const { colour, isStriped } = colours.owner(Math.floor(key / PHASES));
    context.globalAlpha = ALPHAS[key % PHASES];
    fill(context, boxes, colour);
    if (isStriped) fill(context, boxes, stripes(context, colours.card));
  }
  context.globalAlpha = 1;
  choice(context, fleet, layout, look);
}

function fill(context: CanvasRenderingContext2D, boxes: readonly number[], style: string | CanvasPattern): void {
  context.fillStyle = style;
  for (let i = 0; i < boxes.length; i += 4) context.fillRect(boxes[i], boxes[i + 1], boxes[i + 2], boxes[i + 3]);
}

const STRIPE = 3;

/** Vertical stripes with gaps of the same width. */
function stripes(context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  const tile = new OffscreenCanvas(2 * STRIPE, 1);
  const of = tile.getContext('2d')!;
  of.fillStyle = colour;
  of.fillRect(0, 0, STRIPE, 1);
  return context.createPattern(tile, 'repeat')!;
}

function countOf(slots: Int32Array): number {
  let count = 0;
  for (const instance of slots) if (instance !== NEVER) count++;
  return count;
}

function head(context: CanvasRenderingContext2D, top: number, { text, colours }: { text: string; colours: Colours }): void {
  context.fillStyle = colours.soft;
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'alphabetic';
  context.fillText(text, 0, top - 6);
}

type Add = (task: number, box: Box) => void;

/** As many waiting tasks as there is room for, the oldest first. */
function queue(fleet: FleetAt, box: Box, add: Add): void {
  const room = Math.floor(box.width / (SQUARE + SQUARE_GAP));
  let place = 0;
  for (let task = fleet.firstWaiting; task !== NEVER && place < room; task = fleet.nextWaiting(task), place++)
    add(task, { x: box.x + place * (SQUARE + SQUARE_GAP), y: box.y + (box.height - SQUARE) / 2, width: SQUARE, height: SQUARE });
}

function squares(tasks: readonly number[], box: Box, add: Add): void {
  const columns = Math.max(1, Math.floor(box.width / (SQUARE + SQUARE_GAP)));
  const rows = Math.floor(box.height / (SQUARE + SQUARE_GAP));
  for (const [i, task] of tasks.slice(0, columns * rows).entries())
    add(task, {
      ...{ x: box.x + (i % columns) * (SQUARE + SQUARE_GAP), y: box.y + Math.floor(i / columns) * (SQUARE + SQUARE_GAP) },
      ...{ width: SQUARE, height: SQUARE },
    });
}

/** The frame of each bar shows the state of its instance; a free slot is a faint one. */
function frames(context: CanvasRenderingContext2D, fleet: FleetAt, bars: LaneBars, { colours }: Look): void {
  context.lineWidth = 1;
  for (const [slot, instance] of fleet.slotsOf(bars.lane).entries()) {
    const { x, y, width, height } = barBox(bars, slot);
    const phase = instance === NEVER ? InstancePhase.none : fleet.instancePhase(instance);
    if (phase === InstancePhase.none) {
      context.globalAlpha = 0.4;
      context.fillStyle = colours.line;
      context.fillRect(x, y + height / 2, width, 1);
      context.globalAlpha = 1;
      continue;
    }
    const isNoticed = fleet.isNoticed(instance);
    const colour = isNoticed ? colours.lost : frameColour(phase, colours);
    context.globalAlpha = phase === InstancePhase.active && !isNoticed ? 0.12 : 0.22;
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.setLineDash(phase === InstancePhase.booting || phase === InstancePhase.pooled ? [3, 3] : []);
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  }
  context.setLineDash([]);
}

function frameColour(phase: InstancePhase, colours: Colours): string {
  if (phase === InstancePhase.booting) return colours.booting;
  if (phase === InstancePhase.draining) return colours.draining;
  return phase === InstancePhase.active ? colours.soft : colours.pooled;
}

function choice(context: CanvasRenderingContext2D, fleet: FleetAt, layout: NowLayout, { colours, chosen, fill }: Look): void {
  const instance = chosen.instance === NEVER && chosen.task !== NEVER ? fleet.recording.tasks.instance[chosen.task] : chosen.instance;
  if (instance === NEVER) return;
  const { lane, slot } = fleet.recording.instances;
  const bars = layout.lanes.find((one) => one.lane === lane[instance]);
  if (bars === undefined || fleet.slotsOf(bars.lane)[slot[instance]] !== instance) return;
  const box = barBox(bars, slot[instance]);
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  if (chosen.task === NEVER) context.strokeRect(box.x + 1, box.y + 1, box.width - 2, box.height - 2);
  else
    eachPart(fleet, { instance, box, fill }, (task, from, to) => {
      if (task === chosen.task) context.strokeRect(from, box.y + 1, Math.max(2, to - from - 1), box.height - 2);
    });
}
