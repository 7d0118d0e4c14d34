import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import { Level, LevelsTogether, ResourceLevels } from './level.js';
import type { PlatformUse } from './platforms/platform-use.js';

/** Resources that instances have and tasks reserve. */
export const RESOURCES = ['cpu', 'memory', 'eni'] as const;
export const CPU = 0;
export const MEMORY = 1;
export const ENI = 2;

/** Counts over the instances of one capacity provider, or over those outside any. */
export class GroupAccount {
  booting = 0;
  active = 0;
  draining = 0;
  /** Instances in EC2 that are not in ECS: REGISTRATION_FAILED or deregistered. */
  outside = 0;
  /**
   * By RESOURCES: registered capacity, reservations of tasks, and stranded amounts, which are free on instances where not even the smallest
   * task fits.
   */
  readonly capacity = new ResourceLevels();
  /** Reservations of tasks on each kind of its instances. */
  readonly kinds: ResourceLevels[] = [];
  readonly reserved = new LevelsTogether(this.kinds);
  readonly stranded = new ResourceLevels();
  /** Instances launched and not terminated. */
  readonly instances = new Level();
  /** Those among them that do not rest in a warm pool, stopped or hibernated. */
  readonly runningInstances = new Level();
  /** Spot Instances among them. */
  readonly spot = new Level();
  /** Instances outside AWS among them. */
  external = 0;
  /** DesiredCapacity less the group's instances, while that is positive: failed launches. */
  readonly missing = new Level();
  /** Scaled-in instances that drain: DesiredCapacity does not count them any more. */
  leaving = 0;
  /** Instances in the warm pool: DesiredCapacity does not count them either. */
  pooled = 0;
  /** Instances with an interruption notice from EC2, and non-daemon tasks lost with reclaimed instances. */
  noticed = 0;
  tasksLost = 0;
  launchFailures = 0;
  /** The last measurement: M, N, waiting tasks, DesiredCapacity, points in a row below the target. */
  needed = 0;
  running = 0;
  waiting = 0;
  desired: number;
  lowPoints = 0;
  scaleOuts = 0;
  scaleIns = 0;
  /** RUNNING tasks that use this provider. */
  runningTasks = 0;

  constructor(
    readonly name: string,
    readonly targetPercent: number | null,
    initialDesired: number,
    /** Null for a provider with instances. */
    readonly platform: PlatformUse | null = null,
  ) {
    this.desired = initialDesired;
  }

  measured(point: { needed: number; running: number; waiting: number; desired: number; lowPoints: number }, atMs: Ms): void {
    this.needed = point.needed;
    this.running = point.running;
    this.waiting = point.waiting;
    this.lowPoints = point.lowPoints;
    if (point.desired === this.desired) return;
    // A user has set it.
    this.desired = point.desired;
    this.noteMissing(atMs);
  }

  decided(from: number, to: number, atMs: Ms): void {
    this.desired = to;
    this.noteMissing(atMs);
    if (to > from) this.scaleOuts++;
    if (to < from) this.scaleIns++;
  }

  noteMissing(atMs: Ms): void {
    this.missing.set(Math.max(0, this.desired - this.instances.now + this.leaving + this.pooled), atMs);
  }

  private get levels(): (Level | ResourceLevels)[] {
    return [this.capacity, this.stranded, this.instances, this.runningInstances, this.spot, this.missing];
  }

  save(): unknown {
    const { booting, active, draining, needed, running, waiting, desired, lowPoints, scaleOuts, scaleIns } = this;
    const { leaving, pooled, noticed, tasksLost, launchFailures, outside, runningTasks, external } = this;
    const now = { outside, booting, active, draining, leaving, pooled, needed, running, waiting, desired, lowPoints };
    return {
      counts: { ...now, scaleOuts, scaleIns, noticed, tasksLost, launchFailures, runningTasks, external },
      platform: this.platform?.save(),
      levels: this.levels.map((level) => level.save()),
    };
  }

  load(saved: unknown): void {
    const from = saved as { counts: object; platform: unknown; levels: unknown[] };
    Object.assign(this, from.counts);
    this.platform?.load(from.platform);
    loadParts(this.levels, from.levels);
  }
}
