import type { Setup } from '../../../src/sim/setup.js';
import { cell, type DrawnRun, type Row } from './drawn-run.js';

interface Box {
  readonly instance: number;
  readonly provider: number;
  readonly zone: number;
  cpuUnits: number;
  memoryMib: number;
  eni: number;
  /** By daemon. */
  held: Map<number, readonly [number, number, number]>;
  isBooting: boolean;
  isDraining: boolean;
}

interface Size {
  readonly service: number;
  readonly workload: number;
  readonly room: readonly [number, number, number];
}

/** What is true at each row of events.csv, from that file alone: the slow twin of the answers about a moment. */
export class ReplayedState {
  readonly boxes = new Map<number, Box>();
  /** Alive tasks: of which class, where, and whether still meant to run. */
  readonly tasks = new Map<
    number,
    { readonly cls: number; readonly provider: number; instance: number | null; isMeant: boolean; isFreed: boolean }
  >();
  readonly classes = new Map<number, Size>();
  /** Every request so far. */
  private readonly requests: { readonly cls: number; readonly provider: number }[] = [];

  constructor(private readonly setup: Setup) {}

  apply(row: Row): void {
    const n = (column: string) => cell(row, column)!;
    switch (row.fact) {
      case 'taskClassDefined':
        this.classes.set(n('class'), { service: n('service'), workload: n('workload'), room: [n('cpu_units'), n('memory_mib'), n('eni')] });
        break;
      case 'instanceLaunched': {
        const type = this.setup.instanceTypes[n('type')];
        const room = { cpuUnits: type.cpuUnits, memoryMib: type.memoryMib, eni: n('has_trunk') === 1 ? type.eniTasksTrunk : type.eniTasks };
        const where = { instance: n('instance'), provider: n('provider'), zone: n('zone') };
        this.boxes.set(n('instance'), { ...where, ...room, held: new Map(), isBooting: true, isDraining: false });
        break;
      }
      case 'instanceRegistered':
      case 'instanceLeftCluster':
        this.boxes.get(n('instance'))!.isBooting = false;
        break;
      case 'instanceDraining':
        this.boxes.get(n('instance'))!.isDraining = true;
        break;
      case 'instanceTerminated':
        this.boxes.delete(n('instance'));
        break;
      case 'daemonRoomHeld':
        this.boxes.get(n('instance'))!.held.set(n('service'), [n('cpu_units'), n('memory_mib'), n('eni')]);
        break;
      case 'taskRequested':
        this.requests.push({ cls: n('class'), provider: n('provider') });
        this.tasks.set(n('task'), { cls: n('class'), provider: n('provider'), instance: null, isMeant: true, isFreed: false });
        break;
      case 'taskPresent':
        // A workload is dealt by what it requests in the run.
        this.requests.pop();
        break;
      case 'taskRefused':
        this.tasks.delete(n('task'));
        break;
      case 'taskPlaced':
        this.tasks.get(n('task'))!.instance = n('instance');
        break;
      case 'taskStopping':
        this.tasks.get(n('task'))!.isMeant = false;
        if (this.setup.placement.stoppingRoom === 'free' && this.setup.placement.stoppingRoomFrom === 'desired')
          this.tasks.get(n('task'))!.isFreed = true;
        break;
      case 'roomFreed':
        this.tasks.get(n('task'))!.isFreed = true;
        break;
      case 'taskStopped':
        this.tasks.delete(n('task'));
        break;
    }
  }

  /** CPU units, MiB and interfaces that are free on an instance. */
  freeOn(instance: number): number[] {
    const box = this.boxes.get(instance)!;
    const guests = [...this.tasks.values()].filter((task) => task.instance === instance);
    const taken = [...box.held.values(), ...guests.map((task) => this.roomOf(task))];
    return [box.cpuUnits, box.memoryMib, box.eni].map((whole, i) => taken.reduce((left, room) => left - room[i], whole));
  }

  private roomOf({ cls, isFreed }: { readonly cls: number; readonly isFreed: boolean }): readonly [number, number, number] {
    const { room } = this.classes.get(cls)!;
    if (!isFreed) return room;
    return [0, 0, this.setup.placement.stoppingEni === 'held' ? room[2] : 0];
  }

  /** Those of the instances that boot. */
  booting(provider: number): number {
    return [...this.boxes.values()].filter((box) => box.isBooting && (provider < 0 || box.provider === provider)).length;
  }

  /**
   * Tasks by which a strategy chooses the provider of the next task of the class: those of its revision that stay, or all that its workload
   * has requested.
   */
  dealt(cls: number, provider: number): number {
    const { workload } = this.classes.get(cls)!;
    if (workload >= 0)
      return this.requests.filter((one) => one.provider === provider && this.classes.get(one.cls)!.workload === workload).length;
    const stays = (instance: number | null) => instance === null || !this.boxes.get(instance)?.isDraining;
    return [...this.tasks.values()].filter((task) => task.isMeant && task.cls === cls && task.provider === provider && stays(task.instance))
      .length;
  }

  /** Living instances that a task of the provider may use; -1: all. */
  count(provider: number): number {
    return [...this.boxes.values()].filter((box) => provider < 0 || box.provider === provider).length;
  }
}

/** Calls once for each moment of the run: before each row of events.csv, with the state then. */
export function walk({ setup, csv }: DrawnRun, at: (state: ReplayedState, next: Row) => void): void {
  const state = new ReplayedState(setup);
  for (const row of csv['events.csv']) {
    at(state, row);
    state.apply(row);
  }
}
