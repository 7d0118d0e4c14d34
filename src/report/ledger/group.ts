import { Level } from './level.js';

/** Resources that instances have and tasks reserve. */
export const RESOURCES = ['cpu', 'memory', 'eni'] as const;
export const CPU = 0;
export const MEMORY = 1;
export const ENI = 2;

/** What is counted of the instances of one capacity provider, or of those outside any. */
export class Group {
  booting = 0;
  active = 0;
  draining = 0;
  /** By RESOURCES: what registered instances offer, what their tasks hold, what is free where not even the smallest task fits. */
  readonly capacity = RESOURCES.map(() => new Level());
  readonly reserved = RESOURCES.map(() => new Level());
  readonly stranded = RESOURCES.map(() => new Level());
  /** Launched and not terminated: what is paid for. */
  readonly instances = new Level();
  /** The last measurement: M, N, waiting tasks, DesiredCapacity, points in a row below the target. */
  needed = 0;
  running = 0;
  waiting = 0;
  desired: number;
  lowPoints = 0;
  scaleOuts = 0;
  scaleIns = 0;

  constructor(
    readonly name: string,
    readonly targetPercent: number | null,
    initialDesired: number,
  ) {
    this.desired = initialDesired;
  }

  measured(point: { needed: number; running: number; waiting: number; lowPoints: number }): void {
    this.needed = point.needed;
    this.running = point.running;
    this.waiting = point.waiting;
    this.lowPoints = point.lowPoints;
  }

  decided(from: number, to: number): void {
    this.desired = to;
    if (to > from) this.scaleOuts++;
    if (to < from) this.scaleIns++;
  }

  private get levels(): Level[] {
    return [...this.capacity, ...this.reserved, ...this.stranded, this.instances];
  }

  save(): unknown {
    const { booting, active, draining, needed, running, waiting, desired, lowPoints, scaleOuts, scaleIns } = this;
    const counts = { booting, active, draining, needed, running, waiting, desired, lowPoints, scaleOuts, scaleIns };
    return { counts, levels: this.levels.map((level) => level.save()) };
  }

  load(saved: unknown): void {
    const from = saved as { counts: object; levels: unknown[] };
    Object.assign(this, from.counts);
    this.levels.forEach((level, i) => {
      level.load(from.levels[i]);
    });
  }
}
