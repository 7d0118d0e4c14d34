import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { changed, GOOD, load, messages } from '../scenario/scenarios.js';
import { dealt } from '../sim/dealt.js';
import { batch, HOUR, onLaunchType, provider, run, service } from '../sim/setups.js';

type Item = [base: number, weight: number];

const itemsOf = (items: readonly Item[]) => items.map(([base, weight], index) => ({ provider: index, base, weight }));

const split = (desired: Parameters<typeof dealt>[0], items: readonly Item[]) => dealt(desired, itemsOf(items));

describe('the split of tasks by a capacity provider strategy', () => {
  it('[C.CAP-06, S.CPS-4, S.CPS-5] fills the base first, then divides by weight', () => {
    const one: Item = [0, 1];
    const four: Item = [0, 4];
    expect(split(10, [one, one])).toEqual([5, 5]); // 1:1
    expect(split(10, [one, four])).toEqual([2, 8]); // 1:4
    expect(split(5, [one, four])).toEqual([1, 4]); // 1:4
    expect(split(10, [[2, 1], one])).toEqual([6, 4]); // 2 + 8/2, 8/2; not 5 and 5: the base is no part of the ratio
    expect(split(11, [[1, 1], four])).toEqual([3, 8]); // 1 + 10/5, 4 * 10/5
    expect(split(13, [[3, 1], four])).toEqual([5, 8]); // 3 + 10/5, 4 * 10/5
  });

  it('[C.CAP-05, S.CPS-3] a base is a minimum on its provider', () => {
    const items: Item[] = [
      [5, 1],
      [0, 1],
    ];
    expect(split(3, items)).toEqual([3, 0]); // 3 < 5: the base takes all
    expect(split(6, items)).toEqual([6, 0]); // 5, then one by weight: the tie goes to the earlier item
    expect(split(7, items)).toEqual([6, 1]);
  });

  it('[C.CAP-08, S.CPS-6] a provider of weight 0 gets nothing, unless it is the only one', () => {
    const idle: Item = [0, 0];
    expect(split(10, [idle, [0, 1]])).toEqual([0, 10]);
    expect(split(10, [idle])).toEqual([10]);
  });

  it('[A.T-CAS-j, A.T-CAS-k] two on demand, then one to three: 10 tasks are 4 and 6, 22 are 7 and 15', () => {
    const items: Item[] = [
      [2, 1], // On-Demand
      [0, 3], // Spot
    ];
    expect(split(10, items)).toEqual([4, 6]); // 2 + 8/4, 3 * 8/4
    expect(split(22, items)).toEqual([7, 15]); // 2 + 20/4, 3 * 20/4
    expect(split([[0, 10], [10, 22]], items)).toEqual([7, 15]); // biome-ignore format: steps; the ten that run stay where they are
  });
});

describe('a service and its capacity', () => {
  const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';

  it('[C.CAP-10, C.CAP-11] stays with one way to get capacity: no deployment takes a service to Fargate, to groups or to a launch type', () => {
    const moved = (way: string) => messages(changed([STRATEGY, `${STRATEGY}\n    deployments: [{ at: 10m, ${way} }]`]));
    expect(moved('capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]').join()).toContain(
      'services.web.deployments.0.capacityProviderStrategy: takes another kind of capacity provider than workers: a deployment stays with instances, or with Fargate',
    );
    expect(moved('launchType: FARGATE').join()).toContain('services.web.deployments.0.launchType: is not a key that belongs here');
    expect(load(changed([STRATEGY, `${STRATEGY}\n    deployments: [{ at: 10m }]`])).errors).toBeUndefined();
  });

  it('[C.CAP-14] a provider without managed scaling only splits tasks and never scales; one with it is of one cluster', () => {
    const played = (isEnabled: boolean) =>
      run({
        capacityProviders: [0, 1].map((i) =>
          provider({ name: `p${i}`, initialSize: 1, minSize: 1, managedScaling: { ...provider().managedScaling, isEnabled } }),
        ),
        services: [service(16, { capacity: { kind: 'strategy', items: itemsOf([[0, 1], [0, 1]]) } })], // biome-ignore format: items
      });
    const [managed, unmanaged] = [played(true), played(false)];
    for (const { recorder } of [managed, unmanaged])
      expect(recorder.values(Fact.taskRequested, 'provider').filter((index) => index === 1)).toHaveLength(8);
    // Eight tasks a provider, four an instance: each wants a second one.
    expect([managed, unmanaged].map(({ recorder }) => recorder.of(Fact.instanceLaunched).length)).toEqual([4, 2]);
    expect([managed, unmanaged].map(({ simulation }) => simulation.world.pendingTasks.total)).toEqual([0, 8]);
    expect(messages(`${GOOD}clusters: []\n`)[0]).toContain('clusters: is not a key that belongs here');
    expect(messages(changed(['- name: spare', '- name: workers']))).toEqual([
      'cluster.capacityProviders.1.name: "workers" is taken: names are unique here',
    ]);
  });
});

describe('tasks that count for a capacity provider', () => {
  it('[C.CAP-03, S.CPS-8, A.CAS-6] only a task with a strategy: one with a launch type may wait, but scales nothing', () => {
    const work = (capacity: typeof onLaunchType | undefined, isService: boolean) => {
      const over = capacity === undefined ? {} : { capacity };
      const { recorder, simulation } = run({
        capacityProviders: [provider({ initialSize: 1, minSize: 1 })],
        services: isService ? [service(6, over)] : [],
        workloads: isService ? [] : [batch([0], 6, 10 * HOUR, over)],
      });
      const { total } = simulation.world.pendingTasks;
      return { waiting: total, refused: recorder.of(Fact.taskRefused).length, instances: recorder.of(Fact.instanceLaunched).length };
    };
    // Six tasks, four an instance.
    expect(work(undefined, false)).toEqual({ waiting: 0, refused: 0, instances: 2 });
    expect(work(undefined, true)).toEqual({ waiting: 0, refused: 0, instances: 2 });
    expect(work(onLaunchType, true)).toEqual({ waiting: 2, refused: 0, instances: 1 });
    expect(work(onLaunchType, false)).toEqual({ waiting: 0, refused: 2, instances: 1 });
  });
});
