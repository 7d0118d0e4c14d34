import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { RunRecorder } from '../../../src/run/recorder.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { LifetimeRecorder, unplaceableClasses } from '../../../src/studies/bound/of-run.js';
import { boundOverTime } from '../../../src/studies/bound/over-time.js';
import { loadSolver } from '../../../src/studies/bound/solver.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { FARGATE_PRICES, PLAIN_BILLING } from '../../billing/terms.js';
import { seeds } from '../../extent.js';
import {
  batch,
  constant,
  daemon,
  instanceType,
  onLaunchType,
  provider,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
} from '../../sim/setups.js';
import { swarmSetup } from '../../sim/swarm-setup.js';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});
const limits = () => ({ highs, clock: { nowMs: () => 0 }, timeLimitMs: 1 });

function ran(what: Setup) {
  const recorded = new LifetimeRecorder(what.placement);
  const recorder = new RunRecorder(what);
  const sources = what.workloads.map((workload) => makeSource(workload.arrivals, { seed: what.seed, name: workload.name }));
  const simulation = new Simulation(what, { sources, subscribers: [recorded, recorder] });
  simulation.advance();
  return { ...recorded.livesOf(simulation.world), world: simulation.world, headline: recorder.finish(what.durationMs).metrics.headline };
}

const bounds = (parts: SetupParts) => {
  const { lives, neverPlaced } = ran(setup(parts));
  const { total, peak } = boundOverTime(lives, 'instances', limits());
  return { hours: total, peak: peak.lower, neverPlaced };
};

describe('the bound of a run', () => {
  it('is never above what the run took, whatever ran', () => {
    for (const seed of seeds(4, 20)) {
      const { lives, headline } = ran({ ...swarmSetup(seed), billing: { ...PLAIN_BILLING, fargate: FARGATE_PRICES } });
      const instances = boundOverTime(lives, 'instances', limits());
      const cost = boundOverTime(lives, 'usdPerHour', limits());
      expect(instances.total, `seed ${seed}`).toBeLessThanOrEqual((headline.instance_hours as number) + 1e-9);
      expect(instances.peak.lower, `seed ${seed}`).toBeLessThanOrEqual(headline.peak_instances as number);
      // At On-Demand prices: what Spot saves depends on its market.
      const onEc2Usd = (headline.cost_usd as number) - (headline.cost_fargate_usd as number);
      const onDemandUsd = onEc2Usd + (headline.spot_savings_usd as number);
      expect(cost.total, `seed ${seed}`).toBeLessThanOrEqual(onDemandUsd + 2e-6);
    }
  });

  const three = [staticInstance({ count: 3 })];
  const bare = { capacityProviders: [], staticInstances: three };

  it('counts tasks from their placement to their end, and those that never found room not at all', () => {
    // 12 places of a vCPU; 14 tasks of half an hour come at 0:10, two of them are refused.
    const found = bounds({ ...bare, workloads: [batch([10], 14, 30 * 60_000, { capacity: onLaunchType })] });
    expect(found).toEqual({ hours: 1.5, peak: 3, neverPlaced: 2 }); // 3 instances for 0.5 h
  });

  it('leaves daemons out', () => {
    expect(bounds({ ...bare, services: [daemon()] })).toEqual({ hours: 0, peak: 0, neverPlaced: 0 });
  });

  it('keeps tasks under distinctInstance and tasks with one static port on instances of their own', () => {
    const distinct = service(3, { capacity: onLaunchType, isDistinctInstance: true });
    expect(bounds({ ...bare, services: [distinct] })).toMatchObject({ hours: 3, peak: 3 });
    const ports = { ...bare, ports: ['tcp/80'], taskDefinitions: [taskDefinition({ ports: [0] })] };
    expect(bounds({ ...ports, services: [service(2, { capacity: onLaunchType })] })).toMatchObject({ hours: 2, peak: 2 });
    expect(bounds({ ...bare, services: [service(2, { capacity: onLaunchType })] })).toMatchObject({ hours: 1, peak: 1 });
  });

  it('lets a task under distinctInstance come beside one of its group that is stopping, as ECS does', () => {
    // One instance. The first task runs from 0:01 to 0:02 and holds its interface until 0:05; the second comes at 0:03.
    const found = bounds({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      taskDefinitions: [taskDefinition({ eni: 1 })],
      timings: { eniDetach: constant(3 * 60_000) },
      workloads: [batch([1, 3], 1, 60_000, { capacity: onLaunchType, isDistinctInstance: true })],
    });
    expect(found).toMatchObject({ peak: 1, neverPlaced: 0 });
    expect(found.hours).toBeCloseTo(6 / 60, 9); // 0:01 to 0:07
  });

  it('counts a stopping task for its interface only, where its room is free for others', () => {
    // One instance of 4 vCPU. A task of all of it runs from 0:01 to 0:02 and stops for 20 s; another one comes 15 s after its stop begins.
    const found = (eni: number, stoppingRoom: 'free' | 'held') =>
      bounds({
        capacityProviders: [],
        staticInstances: [staticInstance()],
        taskDefinitions: [taskDefinition({ cpuUnits: 4096, eni })],
        timings: { containerStop: constant(20_000) },
        placement: { stoppingRoom },
        services: [
          service(
            [
              [1, 1],
              [2, 0],
            ],
            { name: 'old', capacity: onLaunchType },
          ),
          service([[2.25, 1]], { name: 'new', capacity: onLaunchType }),
        ],
      });
    expect(found(0, 'free')).toEqual({ hours: expect.closeTo(59 / 60 - 15 / 3600, 9), peak: 1, neverPlaced: 0 });
    expect(found(1, 'free')).toEqual({ hours: expect.closeTo(59 / 60, 9), peak: 1, neverPlaced: 0 });
    expect(found(0, 'held')).toEqual({ hours: expect.closeTo(59 / 60, 9), peak: 1, neverPlaced: 0 });
  });

  it('bounds capacity providers each by itself, and tasks of a launch type by any', () => {
    const two = ['workers', 'others'].map((name) => provider({ name, initialSize: 2, minSize: 2 }));
    const on = (index: number) => ({ kind: 'strategy' as const, items: [{ provider: index, base: 0, weight: 1 }] });
    const services = [service(1, { name: 'a', capacity: on(0) }), service(1, { name: 'b', capacity: on(1) })];
    expect(bounds({ capacityProviders: two, services })).toMatchObject({ hours: 2, peak: 2 });
    expect(bounds({ capacityProviders: two, services: [...services, service(6, { name: 'c', capacity: onLaunchType })] })).toMatchObject({
      peak: 2,
    });
  });

  it('gives a group interfaces of its instances with a trunk where they can have one', () => {
    const parts = (trunkFromMs: number | null) => ({
      instanceTypes: [instanceType({ eniTasks: 1, eniTasksTrunk: 4 })],
      taskDefinitions: [taskDefinition({ eni: 1 })],
      capacityProviders: [provider({ initialSize: 4, minSize: 4, trunkFromMs })],
      services: [service(4)],
    });
    expect(bounds(parts(null)).peak).toBe(4);
    expect(bounds(parts(0)).peak).toBe(1);
    expect(bounds(parts(30 * 60_000)).peak).toBe(1); // some of its instances may have one
  });

  it('names lines whose tasks fit nowhere', () => {
    const { world } = ran(setup({ taskDefinitions: [taskDefinition({ memoryMib: 1_000_000 })], services: [service(1)] }));
    expect(unplaceableClasses(world)).toEqual([
      expect.stringMatching(/^a task of service web \(1024 CPU units, 1000000 MiB\) fits on no instance type: needs 1000000 MiB of memory/),
    ]);
  });
});
