import type { StrategyItem } from '../../src/services/capacity-provider-strategy.js';
import { Fact } from '../../src/sim/facts.js';
import { provider, run, service } from './setups.js';

/** How many tasks each provider gets of a service that wants so many, one number after the other; by the index of the provider. */
export function dealt(desired: number | [minute: number, count: number][], items: readonly StrategyItem[]): number[] {
  const { recorder } = run({
    minutes: 30,
    capacityProviders: items.map((_, i) => provider({ name: `p${i}`, initialSize: 20 })),
    services: [service(desired, { capacity: { kind: 'strategy', items } })],
  });
  const providers = recorder.values(Fact.taskRequested, 'provider');
  return items.map((_, index) => providers.filter((provider) => provider === index).length);
}
