import { evaluateScaler, initialScalerState, type ScalerObservation } from '../../src/autoscaling/cluster-scaler.js';
import type { ManagedScaling, ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import type { ScalingReason } from '../../src/autoscaling/reasons.js';
import { type Demand, neededInstances } from '../../src/autoscaling/reservation.js';
import { MINUTE_MS, managed, withSettings } from './observation.js';

export interface ToyGroup {
  readonly minutes: number;
  /** Warm instances that are there at the start. */
  readonly initial: number;
  /** What its tasks need, at an evaluation that sees `running` instances. */
  readonly demand: (running: number, minute: number) => Omit<Demand, 'running'>;
  readonly bootMs?: number;
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly managed?: Partial<ManagedScaling>;
  readonly settings?: Partial<ScalerSettings>;
}

export interface ToyMinute {
  readonly minute: number;
  readonly needed: number;
  readonly running: number;
  readonly desired: number;
  readonly reason: ScalingReason;
}

/** A group that obeys at once: what is launched boots for `bootMs`, what goes is gone, the oldest first. One row a minute. */
export function runToyGroup({ minutes, initial, demand, bootMs = 0, ...group }: ToyGroup): ToyMinute[] {
  const rules = { managed: managed(group.managed), settings: withSettings(group.settings) };
  let launchesMs: number[] = Array(initial).fill(-1e9);
  let desired = initial;
  let state = initialScalerState();
  const rows: ToyMinute[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const atMs = minute * MINUTE_MS;
    const registered = launchesMs.filter((at) => at + bootMs <= atMs);
    const running = registered.length;
    const needed = neededInstances({ running, ...demand(running, minute) }, rules.managed, rules.settings);
    const seen: ScalerObservation = {
      ...{ atMs, needed, running, desired, isIncompatibleOnly: false, managed: rules.managed },
      ...{ minSize: group.minSize ?? 0, maxSize: group.maxSize ?? 1000 },
      youngestLaunchMs: launchesMs.at(-1) ?? null,
      booting: launchesMs.length - running,
      lastRegisteredMs: running > 0 ? registered.at(-1)! + bootMs : null,
    };
    const decision = evaluateScaler(state, seen, rules.settings);
    state = decision.state;
    desired = decision.desired;
    rows.push({ minute, needed, running, desired, reason: decision.reason });
    while (launchesMs.length < desired) launchesMs.push(atMs);
    launchesMs = launchesMs.slice(launchesMs.length - desired);
  }
  return rows;
}

/** Instances that `tasks` equal tasks keep busy or request, `perInstance` to each, instances filled one after the other. */
export function demandOfTasks(tasks: number, perInstance: number): (running: number) => Omit<Demand, 'running'> {
  return (running) => {
    const wanted = Math.ceil(tasks / perInstance);
    return { busy: Math.min(running, wanted), newlyBusy: 0, add: Math.max(0, wanted - running) };
  };
}

/** So many instances hold tasks, and nothing waits. */
export function demandOfBusy(busy: number): () => Omit<Demand, 'running'> {
  return () => ({ busy, newlyBusy: 0, add: 0 });
}

/** The values that DesiredCapacity takes, in order, repeats left out. */
export function desiredSteps(initial: number, rows: readonly ToyMinute[]): number[] {
  return [initial, ...rows.map((r) => r.desired)].filter((desired, i, all) => i === 0 || desired !== all[i - 1]);
}
