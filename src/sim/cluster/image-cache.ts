import type { Distribution } from '../../kernel/distribution.js';
import type { EventLoop, Ms } from '../../kernel/event-loop.js';
import { type HeldImage, type ImageCacheSpec, removedImages } from '../../services/image-cleanup.js';
import type { Setup } from '../setup.js';
import { type Fleet, NONE } from './fleet.js';

/**
 * The images of one instance: tasks by image, when each was last in use, and the time up to which its agent's cleanup cycles are computed.
 */
interface InstanceImages {
  cleanedToMs: Ms;
  readonly uses: Map<number, { tasks: number; unusedMs: Ms }>;
}

/**
 * The images that instances keep, where a scenario configures that: agents remove unused images (T.IMG-2), and the disk may be full
 * (T.STOP-6). Cleanup cycles are computed when the next task comes, because nothing else observes their effect. The fleet's `imageReadyMs`
 * holds when an image is there.
 */
export class ImageCache {
  private shelves = new Map<number, InstanceImages>();

  constructor(
    private readonly world: { readonly setup: Setup; readonly fleet: Fleet; readonly loop: EventLoop },
    private readonly spec: ImageCacheSpec,
  ) {}

  /** Records a task that comes to the instance: applies the agent's cleanup so far, then marks the task's images as in use. */
  onTaskPlaced(row: number, images: readonly number[]): void {
    const { fleet, loop } = this.world;
    const shelf = this.shelfOf(fleet.instance[row]);
    const cycles = { startMs: fleet.registeredMs[row], afterMs: shelf.cleanedToMs, toMs: loop.nowMs };
    for (const image of removedImages(this.held(row, shelf), cycles, this.spec.cleanup)) {
      fleet.imageReadyMs[this.at(row, image)] = NONE;
      shelf.uses.delete(image);
    }
    shelf.cleanedToMs = loop.nowMs;
    for (const image of images) {
      const use = shelf.uses.get(image);
      if (use === undefined) shelf.uses.set(image, { tasks: 1, unusedMs: 0 });
      else use.tasks++;
    }
  }

  /** Records that the task is STOPPED. */
  left(row: number, images: readonly number[]): void {
    const { fleet, loop } = this.world;
    const { uses } = this.shelfOf(fleet.instance[row]);
    for (const image of images) {
      const use = uses.get(image)!;
      use.tasks--;
      if (use.tasks === 0) use.unusedMs = loop.nowMs;
    }
  }

  ended(instance: number): void {
    this.shelves.delete(instance);
  }

  /** Returns the pull time of the images: by size where it is known, plus one draw of `usual` for all images of unknown size. */
  pullMs(images: readonly number[], usual: Distribution, draw: (distribution: Distribution) => Ms): Ms {
    const { pullMibPerSecond, p95OverMedian } = this.spec;
    const mib = this.mibOf(images);
    const medianMs = Math.max(1, Math.round((1_000 * mib) / pullMibPerSecond));
    const bySize = mib === 0 ? 0 : draw({ kind: 'lognormal', medianMs, p95Ms: Math.round(medianMs * p95OverMedian) });
    const isUnknown = images.some((image) => this.world.setup.images[image].mib === null);
    return bySize + (isUnknown ? draw(usual) : 0);
  }

  /** Returns whether the disk has room for these images beside those that it holds. */
  hasRoom(row: number, missing: readonly number[]): boolean {
    const { fleet, setup } = this.world;
    const held = setup.images.flatMap((_, image) => (fleet.imageReadyMs[this.at(row, image)] === NONE ? [] : [image]));
    const isNew = missing.filter((image) => !held.includes(image));
    return this.mibOf([...held, ...isNew]) * this.spec.unpackFactor <= this.spec.diskMib;
  }

  private mibOf(images: readonly number[]): number {
    return images.reduce((sum, image) => sum + (this.world.setup.images[image].mib ?? 0), 0);
  }

  private held(row: number, { uses }: InstanceImages): [number, HeldImage][] {
    const { fleet } = this.world;
    return [...uses].flatMap(([image, { tasks, unusedMs }]) => {
      const pulledMs = fleet.imageReadyMs[this.at(row, image)];
      return pulledMs === NONE ? [] : [[image, { pulledMs, unusedMs: tasks > 0 ? null : unusedMs }]];
    });
  }

  private at(row: number, image: number): number {
    return row * this.world.setup.images.length + image;
  }

  private shelfOf(instance: number): InstanceImages {
    const present = this.shelves.get(instance);
    if (present !== undefined) return present;
    const shelf = { cleanedToMs: this.world.loop.nowMs, uses: new Map() };
    this.shelves.set(instance, shelf);
    return shelf;
  }

  save(): unknown {
    return structuredClone(this.shelves);
  }

  load(saved: unknown): void {
    this.shelves = structuredClone(saved) as typeof this.shelves;
  }
}
