import { describe, expect, it } from 'vitest';
import { ServiceInquiry } from '../../../src/experiment/explain/service.js';
import { EVERYTHING } from '../../billing/terms.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { cell, drawnRun, replayed } from './drawn-run.js';

const SEEDS = Array.from({ length: 5 }, (_, seed) => seed);

/** Everything about every service of a drawn run. */
function asked(seed: number) {
  const run = drawnRun({ ...swarmSetup(seed), billing: EVERYTHING });
  const inquiries = run.setup.services.map((_, service) => new ServiceInquiry(run.setup, service));
  const digest = replayed(run, inquiries);
  return { run, digest, answers: inquiries.map((inquiry) => inquiry.answer(run.finished)) };
}

const drawn = new Map<number, ReturnType<typeof asked>>();
const of = (seed: number) => {
  if (!drawn.has(seed)) drawn.set(seed, asked(seed));
  return drawn.get(seed)!;
};

describe('what is said of each service of a drawn run', () => {
  it.each(SEEDS)('adds up to the columns of services.csv, and changes nothing (seed %i)', (seed) => {
    const { run, digest, answers } = of(seed);
    expect(digest).toBe(run.digest);
    for (const answer of answers) {
      const rows = run.csv['services.csv'].filter((row) => row.service === answer.service);
      const sum = (column: string) => rows.reduce((total, row) => total + cell(row, column)!, 0);
      expect([answer.requested, answer.started]).toEqual([sum('requested_tasks'), sum('started_tasks')]);
      const last = rows.at(-1)!;
      expect([answer.desiredAtEnd, answer.runningAtEnd]).toEqual([cell(last, 'desired_tasks'), cell(last, 'running_tasks')]);
      // Each row is rounded to a thousandth.
      expect(Math.abs(answer.belowDesiredTaskMs / 60_000 - sum('below_desired_task_minutes'))).toBeLessThan(0.001 * rows.length);
    }
  });

  it.each(SEEDS)('has each change of the desired count, and each decision of its scaler (seed %i)', (seed) => {
    const { run, answers } = of(seed);
    for (const [service, { moves }] of answers.entries()) {
      const own = run.csv['events.csv'].filter((row) => row.service === String(service));
      const desired = own.filter(({ fact }) => fact === 'serviceDesired').map((row) => [cell(row, 'time_ms'), cell(row, 'count')]);
      const scaled = own.filter(({ fact }) => fact === 'serviceScaled');
      const changes = moves.filter(({ fromDesired, toDesired, reason }) => reason === null || fromDesired !== toDesired);
      expect(changes.map(({ atMs, toDesired }) => [atMs, toDesired])).toEqual(desired);
      const decisions = moves.filter(({ reason }) => reason !== null);
      expect(decisions.map(({ atMs, fromDesired, toDesired, metric }) => [atMs, fromDesired, toDesired, metric])).toEqual(
        scaled.map((row) => {
          const milli = cell(row, 'metric_milli')!;
          return [cell(row, 'time_ms'), cell(row, 'from_desired'), cell(row, 'to_desired'), milli === -1 ? null : milli / 1_000];
        }),
      );
    }
  });

  it.each(SEEDS)('knows of each stop of its tasks why (seed %i)', (seed) => {
    const { run, answers } = of(seed);
    for (const { service, stopped } of answers) {
      const causes = new Map<string, number>();
      // A task that is on its way out at the end has no cause in the file yet.
      const ended = run.csv['tasks.csv'].filter((row) => row.name === service && row.kind === 'service' && row.last_status === 'STOPPED');
      for (const { cause } of ended) causes.set(cause, (causes.get(cause) ?? 0) + 1);
      const leaving = run.csv['tasks.csv'].filter(
        (row) => row.name === service && row.kind === 'service' && row.last_status === 'STOPPING',
      ).length;
      const said = new Map(stopped.map(({ cause, tasks }) => [cause, tasks]));
      for (const [cause, count] of causes) expect(said.get(cause)).toBeGreaterThanOrEqual(count);
      const total = [...said.values()].reduce((sum, count) => sum + count, 0);
      expect(total).toBe(ended.length + leaving);
    }
  });
});
