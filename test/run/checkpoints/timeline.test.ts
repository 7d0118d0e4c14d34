import { describe, expect, it } from 'vitest';
import { refusals } from '../../../src/run/checkpoints/compatible.js';
import { SOUND } from '../../../src/services/deployments/failure-modes.js';
import type { ServiceSpec, Setup } from '../../../src/sim/setup.js';
import { EVERYTHING } from '../../billing/terms.js';
import { seeds } from '../../extent.js';
import { HOUR, MINUTE } from '../../sim/setups.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { begun, drawn, forked } from './begun.js';
import type { Below } from './random-change.js';

const SEEDS = seeds(2, 14, 3000);

/** The same until then, and from there on other faults, desired counts, deployments, refreshes, droughts, prices, capacities and scheduled arrivals. */
function withOtherFuture(setup: Setup, atMs: number, below: Below): Setup {
  const later = () => atMs + 1 + below(setup.durationMs - atMs);
  const past = <T extends { readonly atMs: number }>(list: readonly T[]) => list.filter((entry) => entry.atMs <= atMs);
  const services = setup.services.map((spec): ServiceSpec => {
    const desired = spec.schedulingStrategy === 'DAEMON' ? spec.desired : [...past(spec.desired), { atMs: later(), count: below(15) }];
    // The number of deployments is settled where a load is shared out among them.
    if (spec.deploymentSpec === null || spec.deploymentSpec.taskSets !== null || spec.load !== null) return { ...spec, desired };
    const revisions = [
      ...past(spec.deploymentSpec.revisions),
      { atMs: later(), taskDefinition: spec.taskDefinition, mode: { ...SOUND, failedStarts: below(2) / 2 } },
    ];
    const alarmMs = later();
    const alarms = [...spec.deploymentSpec.alarms, { fromMs: alarmMs, untilMs: alarmMs + 20 * MINUTE }];
    return {
      ...spec,
      desired,
      deploymentSpec: { ...spec.deploymentSpec, revisions, alarms, checks: revisions.map((_, i) => spec.deploymentSpec!.checks[i] ?? []) },
    };
  });
  const capacityProviders = setup.capacityProviders.map((spec) => ({
    ...spec,
    refreshes: [...past(spec.refreshes), ...spec.refreshes.slice(0, 1).map((refresh) => ({ ...refresh, atMs: later() }))],
  }));
  const where = { isSpot: null, type: null, zone: below(3) };
  const [droughtMs, faultMs] = [later(), later()];
  const pools = setup.market.pools.map((pool) => {
    const stepMs = later();
    const upTo = <T>(times: readonly number[], values: readonly T[]) => values.slice(0, times.filter((ms) => ms <= atMs).length);
    const { capacity, price } = pool;
    return {
      ...pool,
      capacity: {
        atMs: [...upTo(capacity.atMs, capacity.atMs), stepMs],
        instances: [...upTo(capacity.atMs, capacity.instances), below(6)],
      },
      price: { atMs: [...upTo(price.atMs, price.atMs), stepMs], usdPerHour: [...upTo(price.atMs, price.usdPerHour), 0.2 + below(3) / 10] },
    };
  });
  return {
    ...setup,
    services,
    capacityProviders,
    faults: [
      ...setup.faults,
      { kind: 'agentDisconnect', provider: null, zone: null, share: 0.5, fromMs: faultMs, untilMs: faultMs + HOUR },
      {
        kind: 'apiThrottling',
        action: 'RunInstances',
        rate: { capacity: 1, refill: 1, perMs: MINUTE },
        fromMs: faultMs,
        untilMs: faultMs + HOUR,
      },
      { kind: 'instanceFailure', provider: null, zone: null, share: 0.5, count: null, fromMs: later() },
    ],
    market: {
      ...setup.market,
      pools,
      overlays: [...setup.market.overlays, { kind: 'drought', where, fromMs: droughtMs, untilMs: droughtMs + HOUR }],
    },
    workloads: setup.workloads.map((spec) =>
      spec.arrivals.kind !== 'schedule' || spec.arrivals.everyMs !== null
        ? spec
        : { ...spec, arrivals: { ...spec.arrivals, atMs: [...spec.arrivals.atMs.filter((ms) => ms <= atMs), later(), later()] } },
    ),
  };
}

describe('a fork whose timeline is another after its time', () => {
  it.each(SEEDS)('is the run that has that timeline from its start: past and future, to the last fact (seed %i)', (seed) => {
    const was: Setup = { ...swarmSetup(seed), billing: EVERYTHING };
    const below = drawn(seed);
    const atMs = HOUR + below(4 * HOUR);
    const is = withOtherFuture(was, atMs, below);
    expect(refusals(was, is, atMs)).toEqual([]);
    const whole = begun(is);
    whole.simulation.advance();
    const fork = forked(was, is, atMs);
    fork.simulation.advance();
    expect(fork.digest.text).toBe(whole.digest.text);
    expect(fork.recorder.finish(is.durationMs)).toEqual(whole.recorder.finish(is.durationMs));
  });

  it.each(SEEDS.slice(0, 6))('is refused when the other timeline begins before it (seed %i)', (seed) => {
    const was = swarmSetup(seed);
    const below = drawn(seed);
    const atMs = HOUR + below(4 * HOUR);
    const is = withOtherFuture(was, atMs - 30 * MINUTE, below);
    expect(refusals(was, { ...was, faults: is.faults.map((fault) => ({ ...fault, fromMs: atMs - 1 })) as Setup['faults'] }, atMs)).toEqual([
      expect.stringMatching(/^faults can only change after .+: number 1 of them has begun by then, or would have$/),
    ]);
  });
});

describe('arrivals that are others from a fork on', () => {
  it('are those that a run has there which had them from the start', () => {
    const was = swarmSetup(3002);
    const stream = was.workloads.findIndex(({ arrivals }) => arrivals.kind === 'poisson');
    const is = {
      ...was,
      workloads: was.workloads.map((spec, i) => (i === stream ? { ...spec, arrivals: { kind: 'poisson' as const, perHour: 400 } } : spec)),
      billing: EVERYTHING,
    };
    const atMs = 2 * HOUR;
    expect(refusals({ ...was, billing: EVERYTHING }, is, atMs)).toEqual([]);
    const requested = (run: ReturnType<typeof begun>) => run.simulation.world.records.workloads[stream].requested;
    const whole = begun(is);
    whole.simulation.advance(atMs);
    const then = requested(whole);
    whole.simulation.advance();
    const fork = forked({ ...was, billing: EVERYTHING }, is, atMs);
    const before = requested(fork);
    fork.simulation.advance();
    expect(before).toBeLessThan(then);
    expect(requested(fork) - before).toBe(requested(whole) - then);
  });
});
