import { describe, expect, it } from 'vitest';
import { instanceWords } from '../../../src/studies/explain/sentences/instance.js';
import { momentWords } from '../../../src/studies/explain/sentences/moment.js';
import { scaleInWords } from '../../../src/studies/explain/sentences/scale-in.js';
import { serviceWords } from '../../../src/studies/explain/sentences/service.js';
import { taskWords } from '../../../src/studies/explain/sentences/task.js';
import { draws } from '../../extent.js';
import { type AllAnswers, allAnswers } from './all-answers.js';
import { problemsOf } from './every-number.js';
import { checkChoices, checkLaunches, checkLives, checkReasons, checkTenants } from './instance-checks.js';
import { checkGuests, checkHolds, checkMetric, checkPoints } from './moment-checks.js';
import { checkMoves, checkStops, checkSums } from './service-checks.js';
import { checkGroups, checkPlaces, checkRefusals, checkTimes } from './task-checks.js';

/** In seed 6 the head of the line blocks. */
const SEEDS = [1, 0, 2, 6].slice(0, draws(1, 3));
const drawn = new Map<number, AllAnswers>();

/** Answered once for all checks. */
function of(seed: number): AllAnswers {
  const known = drawn.get(seed) ?? allAnswers(seed);
  drawn.set(seed, known);
  return known;
}

describe('every question about a drawn run', () => {
  it.each(SEEDS)('is not changed by that (seed %i)', (seed) => {
    const { run, digest } = of(seed);
    expect(digest).toBe(run.digest);
  });

  it.each(SEEDS)('has the times and waits of each task (seed %i)', (seed) => checkTimes(of(seed)));
  it.each(SEEDS)('[T.FAIL-6] has the refusals of each task, minute for minute (seed %i)', (seed) => checkRefusals(of(seed)));
  it.each(SEEDS)('has what its group did while a task waited (seed %i)', (seed) => checkGroups(of(seed)));
  it.each(SEEDS)('has what was free where each task went, and not where it did not (seed %i)', (seed) => checkPlaces(of(seed)));

  it.each(SEEDS)('[C.CAS-02] has M, N and the metric of each moment (seed %i)', (seed) => checkMetric(of(seed)));
  it.each(SEEDS)('[C.SIN-02] has the points of alarms, and the steps before (seed %i)', (seed) => checkPoints(of(seed)));
  it.each(SEEDS)('[C.SIN-01] has the tasks of each instance at each moment (seed %i)', (seed) => checkGuests(of(seed)));
  it.each(SEEDS)('has each evaluation of a scaler once among the reasons that kept it from scaling in (seed %i)', (seed) =>
    checkHolds(of(seed)),
  );

  it.each(SEEDS)('has the life of each instance (seed %i)', (seed) => checkLives(of(seed)));
  it.each(SEEDS)('has the tasks that ran on each instance (seed %i)', (seed) => checkTenants(of(seed)));
  it.each(SEEDS)('has why each instance came and went (seed %i)', (seed) => checkLaunches(of(seed)));
  it.each(SEEDS)('[C.SIN-07] has the instance that each group took instead (seed %i)', (seed) => checkChoices(of(seed)));

  it.each(SEEDS)('has the sums of each service (seed %i)', (seed) => checkSums(of(seed)));
  it.each(SEEDS)('has what moved the desired count of each service (seed %i)', (seed) => checkMoves(of(seed)));
  it.each(SEEDS)('has why the tasks of each service stopped (seed %i)', (seed) => checkStops(of(seed)));

  it.each(SEEDS)('has no number that the files of the run do not have (seed %i)', (seed) => expect(problemsOf(of(seed))).toEqual([]));
  it.each(SEEDS)('launches no more than a scale-out requested, and for a refresh only during one (seed %i)', (seed) =>
    checkReasons(of(seed)),
  );

  it.each(SEEDS)('has words for all of it, with the ids of rules (seed %i)', (seed) => {
    const { tasks, instances, services, moments, scaleIns } = of(seed);
    const texts = [
      ...tasks.map(taskWords),
      ...instances.map(instanceWords),
      ...services.map(serviceWords),
      ...moments.map(momentWords),
      ...scaleIns.map(scaleInWords),
    ].map((words) => words.join('\n'));
    for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\bnull\b|Infinity|\[object|\( ?\)/);
    const withoutRule = texts.filter((text) => !/\([A-Z]\.[A-Z]+-\d+/.test(text));
    // Only a task that never waited, stopped or was requested has no rule.
    expect(withoutRule.length).toBeLessThan(texts.length / 20);
  });
});
