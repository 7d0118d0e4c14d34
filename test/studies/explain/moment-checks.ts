import { expect } from 'vitest';
import type { Evaluation } from '../../../src/studies/explain/inquiries/evaluation.js';
import { MINUTE } from '../../sim/setups.js';
import type { AllAnswers } from './all-answers.js';
import { cell, type DrawnRun, type Row } from './drawn-run.js';
import { type ReplayedState, walk } from './replayed-state.js';

/** M, N, the metric and DesiredCapacity of capacity-providers.csv. */
export function checkMetric({ run, moments }: AllAnswers): void {
  const rows = new Map(run.csv['capacity-providers.csv'].map((row) => [`${row.time_ms} ${row.capacity_provider}`, row]));
  for (const { atMs, providers } of moments) {
    expect(providers).toHaveLength(run.setup.capacityProviders.length);
    for (const seen of providers) {
      expect(seen.atMs).toBe(atMs - (atMs % MINUTE));
      const row = rows.get(`${seen.atMs} ${seen.capacityProvider}`)!;
      expect([seen.needed, seen.running, seen.waitingTasks, seen.toDesired]).toEqual(
        ['needed_instances', 'running_instances', 'waiting_tasks', 'desired_instances'].map((column) => cell(row, column)),
      );
      if (seen.isManaged) {
        expect(seen.targetPercent).toBe(cell(row, 'target_percent'));
        expect(Number(seen.reservationPercent.toFixed(3))).toBe(percentSeen(run, seen, cell(row, 'reservation_percent')!));
      }
      if (seen.add === 0) expect(seen.needed).toBe(seen.busy + seen.newlyBusy);
    }
  }
}

/** Points of the alarms, and the scale-outs and scale-ins before, of events.csv. */
export function checkPoints({ run, moments }: AllAnswers): void {
  const events = run.csv['events.csv'];
  const measured = events.filter(({ fact }) => fact === 'capacityMeasured');
  for (const seen of moments.flatMap(({ providers }) => providers)) {
    const provider = run.setup.capacityProviders.findIndex(({ name }) => name === seen.capacityProvider);
    const own = measured.find((row) => cell(row, 'time_ms') === seen.atMs && cell(row, 'provider') === provider)!;
    expect(seen.lowPoints).toBe(cell(own, 'low_points'));
    const before = events.filter(
      (row) => row.fact === 'scalingDecided' && cell(row, 'provider') === provider && cell(row, 'time_ms')! < seen.atMs,
    );
    const step = (row: Row) => cell(row, 'to_desired')! - cell(row, 'from_desired')!;
    const last = (sign: 1 | -1) => cell(before.findLast((row) => Math.sign(step(row)) === sign) ?? NEVER, 'time_ms');
    expect([seen.lastRaiseMs, seen.lastScaleInMs]).toEqual([last(1), last(-1)]);
    const now = events.find(
      (row) => row.fact === 'scalingDecided' && cell(row, 'provider') === provider && cell(row, 'time_ms') === seen.atMs,
    );
    if (now !== undefined) expect([seen.fromDesired, seen.toDesired]).toEqual([cell(now, 'from_desired'), cell(now, 'to_desired')]);
    else expect(seen.fromDesired).toBe(seen.toDesired);
  }
}

/** Which instances had tasks. */
export function checkGuests({ run, moments }: AllAnswers): void {
  const evaluations = new Map<string, Evaluation>();
  for (const seen of moments.flatMap(({ providers }) => providers)) evaluations.set(`${seen.atMs} ${seen.capacityProvider}`, seen);
  walk(run, (state, next) => {
    if (next.fact !== 'capacityMeasured') return;
    const provider = cell(next, 'provider')!;
    const seen = evaluations.get(`${next.time_ms} ${run.setup.capacityProviders[provider].name}`);
    if (seen === undefined) return;
    expect(seen.instances.map(({ instance, tasks }) => [instance, tasks])).toEqual(guestsOf(run, state, provider));
    for (const { standing, tasks } of seen.instances) {
      if (standing === 'empty') expect(tasks).toBe(0);
      if (standing === 'busy' || standing === 'unprotected') expect(tasks).toBeGreaterThan(0);
    }
  });
}

/** Each evaluation once, as events.csv has them. */
export function checkHolds({ run, scaleIns }: AllAnswers): void {
  const events = run.csv['events.csv'];
  const { lowDatapoints } = run.setup.scaler;
  for (const [provider, answer] of scaleIns.entries()) {
    const own = (fact: string) => events.filter((row) => row.fact === fact && cell(row, 'provider') === provider);
    const evaluations = own('capacityMeasured');
    const steps = own('scalingDecided').map((row) => cell(row, 'to_desired')! - cell(row, 'from_desired')!);
    expect(answer.evaluations).toBe(evaluations.length);
    expect(answer.scaleIns).toBe(steps.filter((step) => step < 0).length);
    expect(answer.instancesRemoved).toBe(steps.filter((step) => step < 0).reduce((sum, step) => sum - step, 0));
    const holds = new Map(answer.holds.map(({ reason, evaluations }) => [reason, evaluations]));
    expect([...holds.values()].reduce((sum, count) => sum + count, 0)).toBe(answer.evaluations - answer.scaleIns);
    expect((holds.get('scaledOut') ?? 0) + (holds.get('scaledOutToMax') ?? 0)).toBe(steps.filter((step) => step > 0).length);
    const early = evaluations.filter((row) => cell(row, 'low_points')! > 0 && cell(row, 'low_points')! < lowDatapoints);
    expect(holds.get('belowNotYet') ?? 0).toBe(early.length);
  }
}

const NEVER: Row = { time_ms: '' };

/** The file has the metric as measured, the scaler sees another in two cases (docs/reference/outputs.md). */
function percentSeen({ setup }: DrawnRun, { isIncompatibleOnly, targetPercent, needed, running }: Evaluation, measured: number): number {
  if (isIncompatibleOnly) return targetPercent;
  return needed + running === 0 && setup.scaler.emptyGroup === 'aws2019' ? 100 : measured;
}

/** Each instance of a group, with its tasks but daemons. */
function guestsOf({ setup }: DrawnRun, state: ReplayedState, provider: number): [number, number][] {
  const isDaemon = (cls: number) => setup.services[state.classes.get(cls)!.service]?.schedulingStrategy === 'DAEMON';
  const guests = [...state.tasks.values()].filter(({ cls }) => !isDaemon(cls));
  return [...state.boxes.values()]
    .filter((box) => box.provider === provider)
    .map(({ instance }) => [instance, guests.filter((task) => task.instance === instance).length]);
}
