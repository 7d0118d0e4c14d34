import { describe, expect, it } from 'vitest';
import { InstanceInquiry } from '../../../src/experiment/explain/instance.js';
import { EVERYTHING } from '../../billing/terms.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { cell, drawnRun, type Row, replayed } from './drawn-run.js';

const SEEDS = Array.from({ length: 5 }, (_, seed) => seed);

/** Everything about every instance of a drawn run. */
function asked(seed: number) {
  const run = drawnRun({ ...swarmSetup(seed), billing: EVERYTHING });
  const rows = run.csv['instances.csv'];
  const inquiries = rows.map((row) => new InstanceInquiry(cell(row, 'instance')!));
  const digest = replayed(run, inquiries);
  return { run, rows, digest, answers: inquiries.map((inquiry) => inquiry.answer(run.finished)) };
}

const drawn = new Map<number, ReturnType<typeof asked>>();
const of = (seed: number) => {
  if (!drawn.has(seed)) drawn.set(seed, asked(seed));
  return drawn.get(seed)!;
};

describe('what is said of each instance of a drawn run', () => {
  it.each(SEEDS)('has the numbers of instances.csv, and changes nothing (seed %i)', (seed) => {
    const { run, rows, digest, answers } = of(seed);
    expect(digest).toBe(run.digest);
    expect(answers.length).toBeGreaterThan(0);
    for (const [i, answer] of answers.entries()) {
      const row = rows[i];
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
  });

  it.each(SEEDS)('has the tasks of tasks.csv (seed %i)', (seed) => {
    const { run, answers } = of(seed);
    const placed = run.csv['tasks.csv'].filter((row) => row.instance !== '');
    for (const { instance, guests } of answers) {
      const own = placed.filter((row) => cell(row, 'instance') === instance);
      const told = (row: Row) => [cell(row, 'task'), row.name, cell(row, 'placed_ms'), cell(row, 'ended_ms')];
      const byTask = (a: readonly unknown[], b: readonly unknown[]) => Number(a[0]) - Number(b[0]);
      expect(guests.map(({ task, name, placedMs, stoppedMs }) => [task, name, placedMs, stoppedMs]).sort(byTask)).toEqual(
        own.map(told).sort(byTask),
      );
    }
  });

  it.each(SEEDS)('was launched for what scaling-activities.csv and instances.csv know (seed %i)', (seed) => {
    const { run, answers } = of(seed);
    const decided = run.csv['scaling-activities.csv'];
    for (const { launch, scaleIn, capacityProvider, terminated } of answers) {
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
  });

  it.each(SEEDS)('[C.SIN-07] goes by scale-in when it might, and never while its tasks are protected (seed %i)', (seed) => {
    for (const { choices, instance } of of(seed).answers) {
      for (const { chosen, standing, candidates } of choices) {
        if (chosen === instance) expect(['empty', 'unprotected', 'draining']).toContain(standing);
        expect(candidates > 0).toBe(chosen !== null);
      }
    }
  });
});
