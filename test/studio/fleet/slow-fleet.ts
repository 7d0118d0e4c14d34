import { Fact, type FactKind, PoolState, type Subscriber } from '../../../src/sim/facts.js';
import type { Setup } from '../../../src/sim/setup.js';

interface SlowInstance {
  slot: number;
  phase: 'booting' | 'active' | 'draining' | 'pooled' | 'outside';
  isNoticed: boolean;
  cpuUsed: number;
  memoryUsed: number;
  tasks: number[];
}

export interface SlowFleet {
  /** By `lane/ordinal`. */
  readonly instances: Record<string, SlowInstance>;
  readonly tasks: Record<number, string>;
  readonly waiting: readonly number[];
  readonly withoutInstance: readonly number[];
}

type Heard = readonly [kind: FactKind, atMs: number, args: readonly number[]];

/** Every fact of a run. */
export class FactLog implements Subscriber {
  readonly facts: Heard[] = [];

  onFact(kind: FactKind, atMs: number, ...args: number[]): void {
    this.facts.push([kind, atMs, args]);
  }
}

/** The fleet at a time from the first fact on, with maps and searches: the slow twin of FleetAt. */
export function slowFleet(setup: Setup, facts: readonly Heard[], untilMs: number): SlowFleet {
  const sizes: { cpu: number; memory: number }[] = [];
  const standing = new Map<number, { lane: number; slot: number; is: Set<string>; room: Map<number, number>; tasks: number[] }>();
  const tasks = new Map<number, { phase: string; size: number; host: number }>();
  let waiting: number[] = [];
  let withoutInstance: number[] = [];
  const leave = (task: number) => {
    waiting = waiting.filter((other) => other !== task);
    withoutInstance = withoutInstance.filter((other) => other !== task);
    for (const { tasks: there } of standing.values()) if (there.includes(task)) there.splice(there.indexOf(task), 1);
  };
  const free = (task: number) => standing.get(tasks.get(task)!.host)?.room.delete(task);
  const { stoppingRoom, stoppingRoomFrom } = setup.placement;
  for (const [kind, atMs, [a, b, , d, e]] of facts) {
    if (atMs > untilMs) break;
    const one = standing.get(a!)!;
    if (kind === Fact.taskClassDefined) sizes[a!] = { cpu: d!, memory: e! };
    if (kind === Fact.instanceLaunched) {
      const lane = d === -1 ? setup.providers.length : d!;
      const taken = [...standing.values()].filter((other) => other.lane === lane).map(({ slot }) => slot);
      let slot = 0;
      while (taken.includes(slot)) slot++;
      standing.set(a!, { lane, slot, is: new Set(), room: new Map(), tasks: [] });
    }
    if (kind === Fact.instanceRegistered) one.is.add('registered');
    if (kind === Fact.instanceDraining) one.is.add('draining');
    if (kind === Fact.instanceActivated) one.is.delete('draining');
    if (kind === Fact.instanceNoticed) one.is.add('noticed');
    if (kind === Fact.instanceLeftCluster) one.is.add('outside');
    if (kind === Fact.instanceWarmed && b !== PoolState.left) one.is.add('pooled');
    if (kind === Fact.instanceWarmed && b === PoolState.left) one.is.delete('pooled');
    if (kind === Fact.instanceTerminated) standing.delete(a!);
    if (kind === Fact.taskRequested) {
      tasks.set(a!, { phase: 'waiting', size: b!, host: -1 });
      waiting.push(a!);
    }
    const task = tasks.get(a!)!;
    if (kind === Fact.taskHeld) task.phase = 'held';
    if (kind === Fact.taskAdmitted) task.phase = 'waiting';
    if (kind === Fact.taskPlaced) {
      leave(a!);
      Object.assign(task, { phase: 'starting', host: b });
      standing.get(b!)!.tasks.push(a!);
      standing.get(b!)!.room.set(a!, task.size);
    }
    if (kind === Fact.taskOnFargate) {
      leave(a!);
      task.phase = 'starting';
      withoutInstance.push(a!);
    }
    if (kind === Fact.taskPending) task.phase = 'starting';
    if (kind === Fact.taskRunning) task.phase = 'running';
    if (kind === Fact.taskStopping) {
      waiting = waiting.filter((other) => other !== a);
      task.phase = 'stopping';
      if (stoppingRoom === 'free' && stoppingRoomFrom === 'desired') free(a!);
    }
    if (kind === Fact.roomFreed) free(a!);
    if (kind === Fact.taskStopped || kind === Fact.taskRefused) {
      free(a!);
      leave(a!);
      tasks.delete(a!);
    }
  }
  const instances = [...standing].map(([ordinal, { lane, slot, is, room, tasks: there }]): [string, SlowInstance] => {
    const sum = (of: 'cpu' | 'memory') => [...room.values()].reduce((total, size) => total + sizes[size]![of], 0);
    const phase = is.has('pooled')
      ? 'pooled'
      : is.has('outside')
        ? 'outside'
        : is.has('draining')
          ? 'draining'
          : is.has('registered')
            ? 'active'
            : 'booting';
    return [
      `${lane}/${ordinal}`,
      { slot, phase, isNoticed: is.has('noticed'), cpuUsed: sum('cpu'), memoryUsed: sum('memory'), tasks: there },
    ];
  });
  return {
    instances: Object.fromEntries(instances),
    tasks: Object.fromEntries([...tasks].map(([ordinal, { phase }]) => [ordinal, phase])),
    waiting,
    withoutInstance,
  };
}
