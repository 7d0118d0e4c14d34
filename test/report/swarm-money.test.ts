import { describe, expect, it } from 'vitest';
import { usdOf } from '../../src/billing/money.js';
import { RunAccounts } from '../../src/record/ledger/run-accounts.js';
import { measure } from '../../src/record/measure.js';
import type { InstanceTypeSpec, Setup } from '../../src/sim/setup.js';
import { EVERYTHING } from '../billing/terms.js';
import { seeds } from '../extent.js';
import { reread } from '../reread.js';
import { simulationOf } from '../sim/setups.js';
import { swarmSetup } from '../sim/swarm-setup.js';

/** Every On-Demand price doubles half-way. */
function withDearerHalf(setup: Setup): Setup {
  const double = ({ usdPerHour, ...type }: InstanceTypeSpec) => ({
    ...type,
    usdPerHour,
    pricePath: { atMs: [0, Math.floor(setup.durationMs / 2)], usdPerHour: [usdPerHour, 2 * usdPerHour] },
  });
  return { ...setup, instanceTypes: setup.instanceTypes.map(double) };
}

describe('the bill of a drawn scenario', () => {
  it.each(seeds(2, 24))('adds up, by the hour too, and is the same after a save and a load (seed %i)', (seed) => {
    const drawn = { ...swarmSetup(seed), billing: EVERYTHING };
    const { simulation, recorder } = simulationOf(drawn);
    simulation.advance();
    const what = seed % 2 === 0 ? drawn : withDearerHalf(drawn);
    const ledgerOf = () => new RunAccounts(what, { hasShares: true });
    const tell = (accounts: RunAccounts, from: number, to: number) => {
      for (const { kind, atMs, args } of recorder.facts.slice(from, to))
        accounts.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
      return accounts;
    };
    const { length } = recorder.facts;
    const accounts = tell(ledgerOf(), 0, length);
    const whole = measure(accounts, what.durationMs);
    const { headline, providers, owners, items, commitments, idleUsd } = whole;
    const total = (list: readonly { readonly cost_usd: number | null }[]) => list.reduce((sum, one) => sum + one.cost_usd!, 0);
    expect(total(providers) + total(items) + total(commitments)).toBeCloseTo(headline.cost_usd!, 4);
    expect(total(owners) + idleUsd!).toBeCloseTo(total(providers), 4);
    expect(idleUsd!).toBeGreaterThanOrEqual(0);
    expect(total(accounts.costsByHour(what.durationMs).map(({ money }) => ({ cost_usd: usdOf(money) })))).toBeCloseTo(
      headline.cost_usd!,
      4,
    );
    const hours = [...accounts.serviceHours(what.durationMs)];
    owners.forEach(({ cost_usd }, owner) => {
      expect(total(hours.flatMap(({ bearer, money }) => (bearer === owner ? [{ cost_usd: usdOf(money) }] : [])))).toBeCloseTo(cost_usd!, 5);
    });
    for (const { bearer, money } of hours) if (bearer !== 'other') expect(usdOf(money)).toBeGreaterThan(-1e-9);
    const cut = Math.floor(length / 2);
    const second = ledgerOf();
    second.load(reread(tell(ledgerOf(), 0, cut).save()));
    expect(measure(tell(second, cut, length), what.durationMs)).toEqual(whole);
    expect([...second.serviceHours(what.durationMs)]).toEqual(hours);
  });
});
