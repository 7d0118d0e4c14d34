import { expect } from 'vitest';
import { RefreshStatus } from '../../../src/sim/facts.js';
import type { AllAnswers } from './all-answers.js';
import { cell, type Row } from './drawn-run.js';

/** The numbers of instances.csv. */
export function checkLives({ run, instances }: AllAnswers): void {
  expect(instances.length).toBeGreaterThan(0);
  for (const [i, answer] of instances.entries()) {
    const row = run.csv['instances.csv'][i];
    expect(`${answer.instanceType} ${answer.zone} ${answer.purchaseOption} ${answer.capacityProvider ?? ''}`).toBe(
      `${row.instance_type} ${row.availability_zone} ${row.purchase_option} ${row.capacity_provider}`,
    );
    expect([answer.launch.atMs, answer.noticedMs, answer.terminated?.atMs ?? null, answer.leftCluster?.atMs ?? null]).toEqual(
      ['launched_ms', 'noticed_ms', 'terminated_ms', 'left_cluster_ms'].map((column) => cell(row, column)),
    );
    expect(answer.terminated?.cause ?? '').toBe(row.cause);
    expect(answer.registeredMs).toBe(cell(row, 'registered_ms'));
    expect(answer.guests.length).toBe(cell(row, 'tasks_placed'));
  }
}

/** The tasks of tasks.csv. */
export function checkTenants({ run, instances }: AllAnswers): void {
  const placed = run.csv['tasks.csv'].filter((row) => row.instance !== '');
  for (const { instance, guests } of instances) {
    const own = placed.filter((row) => cell(row, 'instance') === instance);
    const cellsOf = (row: Row) => [cell(row, 'task'), row.name, cell(row, 'placed_ms'), cell(row, 'ended_ms')];
    const byTask = (a: readonly unknown[], b: readonly unknown[]) => Number(a[0]) - Number(b[0]);
    expect(guests.map(({ task, name, placedMs, stoppedMs }) => [task, name, placedMs, stoppedMs]).sort(byTask)).toEqual(
      own.map(cellsOf).sort(byTask),
    );
  }
}

/** Scaling decisions and lost instances as the files have them. */
export function checkLaunches({ run, instances }: AllAnswers): void {
  const decided = run.csv['scaling-activities.csv'];
  for (const { launch, scaleIn, capacityProvider, terminated } of instances) {
    for (const move of [launch.move, scaleIn]) {
      if (move === null) continue;
      const row = decided.find(
        (one) => cell(one, 'time_ms') === move.atMs && one.capacity_provider === capacityProvider && one.reason === move.reason,
      )!;
      expect([move.fromDesired, move.toDesired, move.needed, move.running]).toEqual(
        ['from_desired_instances', 'to_desired_instances', 'needed_instances', 'running_instances'].map((column) => cell(row, column)),
      );
    }
    if (launch.move !== null) expect(launch.move.toDesired).toBeGreaterThan(launch.move.fromDesired);
    if (scaleIn !== null) expect(scaleIn.toDesired).toBeLessThan(scaleIn.fromDesired);
    if (terminated?.cause === 'scaleIn' && scaleIn === null) expect(launch.reason).not.toBe('scaleOut');
    if (launch.lost !== null) expect(run.csv['instances.csv'].some((row) => cell(row, 'instance') === launch.lost!.instance)).toBe(true);
  }
}

/** No scale-out has launched more than it requested and lost again, and a refresh launches only while it goes on. */
export function checkReasons({ run, instances }: AllAnswers): void {
  const events = run.csv['events.csv'];
  const askedFor = new Map<string, number>();
  for (const { launch, capacityProvider, instance } of instances) {
    const provider = run.setup.capacityProviders.findIndex(({ name }) => name === capacityProvider);
    if (launch.move !== null) {
      const key = `${provider} ${launch.move.atMs}`;
      askedFor.set(key, (askedFor.get(key) ?? 0) + 1);
      expect(askedFor.get(key), `instance ${instance} by the scale-out at ${launch.move.atMs} ms`).toBeLessThanOrEqual(
        launch.move.toDesired,
      );
    }
    if (launch.reason !== 'instanceRefresh') continue;
    const moved = events.filter(
      (row) => row.fact === 'refreshMoved' && cell(row, 'provider') === provider && cell(row, 'time_ms')! <= launch.atMs,
    );
    expect(cell(moved.at(-1)!, 'status'), `instance ${instance}`).toBe(RefreshStatus.inProgress);
  }
}

/** An instance that is scaled in was a candidate, and none goes while it is protected. */
export function checkChoices({ instances }: AllAnswers): void {
  for (const { choices, instance } of instances) {
    for (const { chosen, standing, candidates } of choices) {
      if (chosen === instance) expect(['empty', 'unprotected', 'draining']).toContain(standing);
      expect(candidates > 0).toBe(chosen !== null);
    }
  }
}
