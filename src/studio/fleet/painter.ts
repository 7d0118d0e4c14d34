import type { Ms } from '../../kernel/event-loop.js';
import { taskAt } from './bars.js';
import type { FleetAt } from './fleet-at.js';
import { NEVER } from './growing.js';
import { barBox, type MapLayout, mapLayout, type NowLayout, nowLayout, slotAt, slotsAt } from './layout.js';
import { type MapLook, paintMap, timeAt } from './paint-map.js';
import { paintNow } from './paint-now.js';

/** Heights, in CSS pixels, that the rows of the two pictures may take. */
const ROWS_HEIGHT = 220;
const BARS_HEIGHT = 300;

export interface Chosen {
  readonly instance: number;
  readonly task: number;
}
export const NOTHING: Chosen = { instance: NEVER, task: NEVER };

export interface PainterLook extends MapLook {
  readonly laneName: (lane: number, count?: number) => string;
}

/** The two pictures of a fleet on their canvases: over time, painted once, and at the cursor, painted with every move. */
export class FleetPainter {
  private overTime: MapLayout;
  private atNow: NowLayout;

  constructor(
    private readonly canvases: { readonly map: HTMLCanvasElement; readonly now: HTMLCanvasElement; readonly line: HTMLElement },
    readonly fleet: FleetAt,
    private readonly width: number,
    private readonly look: PainterLook,
  ) {
    this.overTime = mapLayout(fleet.recording, width, ROWS_HEIGHT, look.peers);
    this.atNow = nowLayout(fleet.recording, width, BARS_HEIGHT, look.peers);
    paintMap(sized(canvases.map, this.overTime), fleet.recording, this.overTime, look);
    sized(canvases.now, this.atNow);
  }

  moveTo(atMs: Ms, chosen: Chosen): void {
    const { fleet, look } = this;
    // A run that is shorter than its peer stays as it ended.
    fleet.moveTo(Math.min(atMs, fleet.recording.endMs));
    this.canvases.line.style.transform = `translateX(${(atMs / Math.max(1, this.overTime.endMs)) * this.width}px)`;
    paintNow(this.canvases.now.getContext('2d')!, fleet, this.atNow, { ...look, chosen });
  }

  timeAt(x: number): Ms {
    return timeAt(x, this.width, this.overTime.endMs);
  }

  /** The instance under a point of the picture over time, at the time of that point. */
  instanceOverTime(x: number, y: number): Chosen {
    const slots = slotsAt(this.overTime, y);
    if (slots === null) return NOTHING;
    const atMs = this.timeAt(x);
    const { instances } = this.fleet.recording;
    for (let instance = 0; instance < instances.type.length; instance++) {
      const isThere =
        instances.lane[instance] === slots.lane && instances.slot[instance] >= slots.from && instances.slot[instance] < slots.to;
      const ended = instances.endedMs[instance];
      if (isThere && instances.launchedMs[instance] <= atMs && (ended === NEVER || ended >= atMs)) return { instance, task: NEVER };
    }
    return NOTHING;
  }

  /** The instance and the task under a point of the picture of the moment. */
  chosenNow(x: number, y: number): Chosen {
    const found = slotAt(this.atNow, x, y);
    if (found === null) return NOTHING;
    const instance = this.fleet.slotsOf(found.lane)[found.slot];
    if (instance === NEVER) return NOTHING;
    const bars = this.atNow.lanes.find(({ lane }) => lane === found.lane)!;
    const box = barBox(bars, found.slot);
    return { instance, task: x > box.x + box.width ? NEVER : taskAt(this.fleet, { instance, box, fill: this.look.fill }, x) };
  }
}

/** Gives a canvas its size in CSS pixels, sharp on the screen it is on. */
function sized(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
