import { InstanceCause } from '../../../src/sim/facts.js';
import type { Setup } from '../../../src/sim/setup.js';
import { cell, type DrawnRun, type Row } from './drawn-run.js';

/** A value over the rows of events.csv. */
export class Timeline<Value> {
  private readonly rows: number[] = [-1];
  private readonly values: Value[];

  constructor(first: Value) {
    this.values = [first];
  }

  /** After that row. */
  becomes(row: number, value: Value): void {
    this.rows.push(row);
    this.values.push(value);
  }

  /** Before that row. */
  at(row: number): Value {
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle] < row) low = middle;
      else high = middle - 1;
    }
    return this.values[low];
  }

  get last(): Value {
    return this.values.at(-1)!;
  }
}

interface Standing {
  readonly isThere: boolean;
  readonly isRegistered: boolean;
  readonly isDraining: boolean;
  /** By a user, not by its group or EC2: it may still be scaled in. */
  readonly isDrainedByUser: boolean;
  readonly isLeaving: boolean;
  readonly isOutside: boolean;
  readonly isPooled: boolean;
}

export interface Box {
  readonly instance: number;
  readonly provider: number;
  readonly zone: string;
  readonly rack: string | null | undefined;
  readonly launchedMs: number;
  /** When it came into its group: at its launch, or out of the warm pool. */
  joinedMs: number;
  readonly standing: Timeline<Standing>;
  readonly cpuFree: Timeline<number>;
  readonly memoryFree: Timeline<number>;
  readonly guests: Timeline<number>;
  /** Those of a capacity provider strategy. */
  readonly strategyGuests: Timeline<number>;
  readonly byGroup: Map<string, Timeline<number>>;
}

const ABSENT: Standing = {
  ...{
    isThere: false,
    isRegistered: false,
    isDraining: false,
    isDrainedByUser: false,
    isLeaving: false,
    isOutside: false,
    isPooled: false,
  },
};

/** Of each instance and provider what was true when, by events.csv and the scenario alone. */
export class History {
  readonly boxes = new Map<number, Box>();
  readonly desired: Timeline<number>[];
  /** The time of each row. */
  readonly times: readonly number[];
  private readonly classes = new Map<number, { group: string; isDaemon: boolean; cpuUnits: number; memoryMib: number }>();
  private readonly tasks = new Map<number, { cls: number; provider: number; instance: number | null }>();
  private statics: (string | null | undefined)[];

  constructor(private readonly run: DrawnRun) {
    const { setup, csv } = run;
    this.desired = setup.capacityProviders.map((spec) => new Timeline(Math.max(spec.minSize, spec.initialSize)));
    this.statics = setup.staticInstances.flatMap(({ count, traits }) => new Array(count).fill(traits.attributes.rack));
    const events = csv['events.csv'];
    this.times = events.map((row) => cell(row, 'time_ms')!);
    events.forEach((row, i) => {
      this.apply(row, i);
    });
  }

  /** The rows before which something may have been at a time: within its millisecond any of them. */
  rowsAt(atMs: number): number[] {
    const first = this.times.findIndex((time) => time >= atMs);
    if (first < 0) return [this.times.length];
    const rows = [first];
    for (let row = first; row < this.times.length && this.times[row] === atMs; row++) rows.push(row + 1);
    return rows;
  }

  of(provider: number, row: number): Box[] {
    return [...this.boxes.values()].filter((box) => box.provider === provider && box.standing.at(row).isThere);
  }

  private apply(row: Row, i: number): void {
    const n = (column: string) => cell(row, column)!;
    const box = row.instance === '' ? undefined : this.boxes.get(n('instance'));
    const stands = (change: Partial<Standing>) => box?.standing.becomes(i, { ...box.standing.last, ...change });
    switch (row.fact) {
      case 'taskClassDefined':
        this.classes.set(n('class'), this.classOf(row));
        break;
      case 'instanceLaunched':
        this.launched(row, i);
        break;
      case 'instanceRegistered':
        stands({ isRegistered: true });
        break;
      case 'instanceDraining':
        stands({ isDraining: true, isDrainedByUser: n('cause') === InstanceCause.userDrained });
        break;
      case 'instanceActivated':
        stands({ isDraining: false, isDrainedByUser: false });
        break;
      case 'instanceLeaving':
        stands({ isLeaving: true });
        break;
      case 'instanceLeftCluster':
        stands({ isOutside: true });
        break;
      case 'instanceWarmed':
        stands({ isPooled: n('pool_state') !== 0 });
        if (n('pool_state') === 0) box!.joinedMs = n('time_ms');
        break;
      case 'instanceTerminated':
        stands({ isThere: false });
        break;
      case 'scalingDecided':
        this.desired[n('provider')].becomes(i, n('to_desired'));
        break;
      case 'capacityMeasured':
        this.desired[n('provider')].becomes(i, n('desired'));
        break;
      case 'daemonRoomHeld':
        this.held(box!, row, i);
        break;
      case 'taskRequested':
        this.tasks.set(n('task'), { cls: n('class'), provider: n('provider'), instance: null });
        break;
      case 'taskPlaced':
        this.tasks.get(n('task'))!.instance = n('instance');
        this.moved(n('task'), i, 1);
        this.meant(n('task'), i, 1);
        break;
      case 'taskStopping':
        this.meant(n('task'), i, -1);
        break;
      case 'taskStopped':
        this.moved(n('task'), i, -1);
        break;
    }
  }

  private launched(row: Row, i: number): void {
    const { setup } = this.run;
    const n = (column: string) => cell(row, column)!;
    const { cpuUnits, memoryMib } = setup.instanceTypes[n('type')];
    const provider = n('provider');
    const standing = new Timeline(ABSENT);
    standing.becomes(i, { ...ABSENT, isThere: true });
    this.boxes.set(n('instance'), {
      ...{ instance: n('instance'), provider, zone: setup.zones[n('zone')], standing },
      rack: provider >= 0 ? setup.capacityProviders[provider].traits.attributes.rack : this.statics.shift(),
      ...{ launchedMs: n('time_ms'), joinedMs: n('time_ms') },
      ...{
        cpuFree: new Timeline(cpuUnits),
        memoryFree: new Timeline(memoryMib),
        guests: new Timeline(0),
        strategyGuests: new Timeline(0),
        byGroup: new Map(),
      },
    });
  }

  private readonly holds = new Map<string, [number, number]>();

  private held(box: Box, row: Row, i: number): void {
    const key = `${box.instance} ${row.service}`;
    const [cpu, memory] = this.holds.get(key) ?? [0, 0];
    const now: [number, number] = [cell(row, 'cpu_units')!, cell(row, 'memory_mib')!];
    this.holds.set(key, now);
    box.cpuFree.becomes(i, box.cpuFree.last + cpu - now[0]);
    box.memoryFree.becomes(i, box.memoryFree.last + memory - now[1]);
  }

  private moved(task: number, i: number, by: 1 | -1): void {
    const { cls, provider, instance } = this.tasks.get(task)!;
    const { isDaemon, cpuUnits, memoryMib } = this.classes.get(cls)!;
    const box = this.boxes.get(instance ?? -1);
    if (box === undefined) return;
    box.cpuFree.becomes(i, box.cpuFree.last - by * cpuUnits);
    box.memoryFree.becomes(i, box.memoryFree.last - by * memoryMib);
    if (!isDaemon) box.guests.becomes(i, box.guests.last + by);
    if (!isDaemon && provider >= 0) box.strategyGuests.becomes(i, box.strategyGuests.last + by);
  }

  /** The tasks of a group that are to run (S.PLACE-6). */
  private meant(task: number, i: number, by: 1 | -1): void {
    const { cls, instance } = this.tasks.get(task)!;
    const { group } = this.classes.get(cls)!;
    const box = this.boxes.get(instance ?? -1);
    if (box === undefined) return;
    const own = box.byGroup.get(group) ?? new Timeline(0);
    box.byGroup.set(group, own);
    own.becomes(i, own.last + by);
  }

  private classOf(row: Row) {
    const { services, workloads, taskDefinitions } = this.run.setup;
    const [service, workload] = [services[cell(row, 'service')!], workloads[cell(row, 'workload')!]];
    const group =
      service !== undefined ? `service:${service.name}` : (workload.group ?? `family:${taskDefinitions[workload.taskDefinition].family}`);
    const isDaemon = service?.schedulingStrategy === 'DAEMON';
    return { group, isDaemon, cpuUnits: cell(row, 'cpu_units')!, memoryMib: cell(row, 'memory_mib')! };
  }
}

export function groupOf({ workloads, taskDefinitions }: Setup, kind: string, name: string): string {
  if (kind !== 'workload') return `service:${name}`;
  const workload = workloads.find((one) => one.name === name)!;
  return workload.group ?? `family:${taskDefinitions[workload.taskDefinition].family}`;
}
