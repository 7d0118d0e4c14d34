import { expect } from 'vitest';
import type { AllAnswers } from './all-answers.js';
import { cell } from './drawn-run.js';

/** The columns of services.csv, added up. */
export function checkSums({ run, services }: AllAnswers): void {
  for (const answer of services) {
    const rows = run.csv['services.csv'].filter((row) => row.service === answer.service);
    const sum = (column: string) => rows.reduce((total, row) => total + cell(row, column)!, 0);
    expect([answer.requested, answer.started]).toEqual([sum('requested_tasks'), sum('started_tasks')]);
    const last = rows.at(-1)!;
    expect([answer.desiredAtEnd, answer.runningAtEnd]).toEqual([cell(last, 'desired_tasks'), cell(last, 'running_tasks')]);
    // Each row is rounded to a thousandth.
    expect(Math.abs(answer.belowDesiredTaskMs / 60_000 - sum('below_desired_task_minutes'))).toBeLessThan(0.001 * rows.length);
  }
}

/** Each change of the desired count, and each decision of its scaler. */
export function checkMoves({ run, services }: AllAnswers): void {
  for (const [service, { moves }] of services.entries()) {
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
}

/** Why its tasks stopped. */
export function checkStops({ run, services }: AllAnswers): void {
  for (const { service, stopped } of services) {
    const causes = new Map<string, number>();
    // A task that is on its way out at the end has no cause in the file yet.
    const ended = run.csv['tasks.csv'].filter((row) => row.name === service && row.kind === 'service' && row.last_status === 'STOPPED');
    for (const { cause } of ended) causes.set(cause, (causes.get(cause) ?? 0) + 1);
    const leaving = run.csv['tasks.csv'].filter(
      (row) => row.name === service && row.kind === 'service' && row.last_status === 'STOPPING',
    ).length;
    const shown = new Map(stopped.map(({ cause, tasks }) => [cause, tasks]));
    for (const [cause, count] of causes) expect(shown.get(cause)).toBeGreaterThanOrEqual(count);
    const total = [...shown.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBe(ended.length + leaving);
  }
}
