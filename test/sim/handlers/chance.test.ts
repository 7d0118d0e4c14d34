import { describe, expect, it } from 'vitest';
import { Fact } from '../../../src/sim/facts.js';
import { batch, HOUR, MINUTE, provider, type Recorder, run, type SetupParts, service } from '../setups.js';

const UP_TO_10_MIN = { kind: 'uniform', minMs: MINUTE, maxMs: 10 * MINUTE } as const;
/** A Poisson stream of tasks with drawn run times. */
const stream = (name: string, perHour = 60) => batch([], 1, 0, { name, arrivals: { kind: 'poisson', perHour }, runTime: UP_TO_10_MIN });

/** Of each task of a class, in order of request: when it was requested, and how long it ran (-1: it did not end). */
function livesOf(recorder: Recorder, taskClass: number): { arrivals: number[]; runs: number[] } {
  const requests = recorder.of(Fact.taskRequested).filter(({ args }) => args[1] === taskClass);
  const at = (kind: Parameters<Recorder['of']>[0]) => new Map(recorder.of(kind).map(({ atMs, args }) => [args[0], atMs]));
  const [started, ended] = [at(Fact.taskRunning), at(Fact.taskStopping)];
  const runOf = (task: number) => (ended.has(task) ? ended.get(task)! - started.get(task)! : -1);
  return { arrivals: requests.map(({ atMs }) => atMs), runs: requests.map(({ args }) => runOf(args[0])) };
}
/** Boot time of each launch of provider 0, the n-th launch at index n. */
function bootsOf(recorder: Recorder): number[] {
  const registered = new Map(recorder.of(Fact.instanceRegistered).map(({ atMs, args }) => [args[0], atMs]));
  const own = recorder.of(Fact.instanceLaunched).filter(({ args }) => args[3] === 0 && registered.has(args[0]));
  return own.map(({ atMs, args }) => registered.get(args[0])! - atMs);
}

describe('chance', () => {
  const spread: SetupParts = {
    minutes: 5 * 60,
    seed: 7,
    capacityProviders: [provider({ initialSize: 12, minSize: 12 })],
    workloads: [stream('queue')],
  };

  it('gives paired runs of two strategies the same arrivals and run times', () => {
    const binpack = livesOf(run(spread).recorder, 0);
    const workloads = [{ ...stream('queue'), placementStrategy: [{ type: 'spread', field: 'instanceId' } as const] }];
    const { recorder } = run({ ...spread, workloads });
    expect(binpack.arrivals.length).toBeGreaterThan(200);
    expect(livesOf(recorder, 0)).toEqual(binpack);
    expect(recorder.places).not.toEqual(run(spread).recorder.places); // They differ in what is compared.
  });

  it('identifies a workload by its name, not by its place in the file', () => {
    const alone = livesOf(run(spread).recorder, 0);
    const { recorder } = run({ ...spread, workloads: [stream('other'), stream('queue')] });
    const ofWorkload = (index: number) =>
      livesOf(recorder, recorder.of(Fact.taskClassDefined).find(({ args }) => args[2] === index)!.args[0]).arrivals;
    expect(ofWorkload(1)).toEqual(alone.arrivals);
    expect(ofWorkload(0)).not.toEqual(alone.arrivals);
  });

  it('differs by name and by seed', () => {
    const of = (over: SetupParts) => livesOf(run({ ...spread, ...over }).recorder, 0);
    expect(of({ workloads: [stream('renamed')] }).arrivals).not.toEqual(of({}).arrivals);
    expect(of({ seed: 8 }).arrivals).not.toEqual(of({}).arrivals);
    expect(of({ seed: 8 }).runs.slice(0, 50)).not.toEqual(of({}).runs.slice(0, 50));
  });

  it('is not shifted for one service by another', () => {
    const failing = (name: string) => service(3, { name, timeToFailure: UP_TO_10_MIN });
    const runsOfWeb = (names: string[]) => {
      const { recorder } = run({ ...spread, workloads: [], services: names.map(failing) });
      const index = names.indexOf('web');
      const own = recorder.of(Fact.taskClassDefined).find(({ args }) => args[1] === index)!;
      return livesOf(recorder, own.args[0]).runs.filter((ms) => ms >= 0);
    };
    const alone = runsOfWeb(['web']);
    expect(alone.length).toBeGreaterThan(100);
    expect(runsOfWeb(['api', 'web', 'jobs'])).toEqual(alone);
  });

  it('boots the nth instance of a group equally fast, whatever else was launched', () => {
    const boots = (over: SetupParts) =>
      bootsOf(
        run({
          services: [
            service([
              [0, 8],
              [30, 24],
            ]),
          ],
          timings: { instanceBoot: UP_TO_10_MIN },
          minutes: 120,
          ...over,
        }).recorder,
      );
    const alone = boots({});
    expect([alone.length, new Set(alone).size]).toEqual([6, 6]);
    const other = provider({ name: 'other', minSize: 5 });
    expect(boots({ capacityProviders: [provider(), other] })).toEqual(alone);
    const more = boots({ services: [service(40)] });
    expect(more.length).toBeGreaterThan(alone.length);
    expect(more.slice(0, alone.length)).toEqual(alone);
  });

  it('draws longer times in the same places when a distribution is stretched', () => {
    const boots = (factor: number) =>
      bootsOf(
        run({
          services: [service(40)],
          minutes: 4 * 60,
          timings: { instanceBoot: { kind: 'exponential', meanMs: factor * MINUTE } },
          seed: 3,
        }).recorder,
      ).slice(0, 10);
    const [once, twice] = [boots(1), boots(2)];
    expect(once).toHaveLength(10);
    once.forEach((ms, nth) => {
      expect(Math.abs(twice[nth] - 2 * ms)).toBeLessThanOrEqual(1); // Each is rounded to a millisecond.
    });
  });

  it('places random tasks by the number of the task', () => {
    const places = (seed: number) =>
      run({
        seed,
        capacityProviders: [provider({ initialSize: 8, minSize: 8 })],
        workloads: [batch([0], 16, HOUR, { placementStrategy: [{ type: 'random' }] })],
      }).recorder.places;
    expect(places(1)).toEqual(places(1));
    expect(places(1)).not.toEqual(places(2));
  });
});
