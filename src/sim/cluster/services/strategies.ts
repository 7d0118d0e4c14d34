import { nextProvider, providerToStop, type StrategyItem } from '../../../services/capacity-provider-strategy.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import type { EquivalenceClass } from '../equivalence-class.js';
import { NONE } from '../fleet.js';
import type { World } from '../world.js';
import { capacityOf, changesStrategy } from './capacities.js';

/** The capacity provider strategies of services, which deployments may change. A task keeps the provider that it was started with. */

/** Returns the provider of the next task of a revision of a service; NONE for a launch type. */
export function nextProviderOf(world: World, service: number, revision: number): number {
  const strategy = strategyOf(world, service, revision);
  if (strategy === null) return NONE;
  const { alive, desired } = world.records.services[service];
  const isExtra = strategy.items.length > 1 && alive >= desired && world.zoneEvenness.isAhead(service);
  return isExtra ? movesFrom(world, service, strategy) : nextProvider(strategy.counts, strategy.items);
}

/** Returns the provider whose task a move between zones replaces, so that the shares stay: on Fargate one with a task in the fullest zone. */
function movesFrom({ setup, records, tasks, equivalences }: World, service: number, { items, counts }: Strategy): number {
  if (items[0].provider < setup.capacityProviders.length) return nextProvider(counts, items);
  const { newest, runningByZone } = records.services[service];
  const most = Math.max(...runningByZone);
  const used = new Set<number>();
  for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot])
    if (tasks.cause[slot] === 0 && tasks.instance[slot] !== NONE && runningByZone[tasks.zone[slot]] === most)
      used.add(equivalences.all[tasks.equivalence[slot]].provider);
  const left = items.filter(({ provider }) => used.has(provider));
  return left.length > 0 ? providerToStop(counts, left) : nextProvider(counts, items);
}

/** A strategy with the tasks of each provider that count towards it. */
interface Strategy {
  readonly items: readonly StrategyItem[];
  readonly counts: readonly number[];
}

/** Returns the strategy of a task's service or workload; null: a launch type. */
export function strategyOfClass(world: World, { service, workload, taskClass }: EquivalenceClass): Strategy | null {
  if (service !== NONE) return strategyOf(world, service, taskClass.revision);
  const { capacity } = world.setup.workloads[workload];
  return capacity.kind === 'launchType' ? null : { items: capacity.items, counts: world.records.workloads[workload].byProvider };
}

function strategyOf(world: World, service: number, revision: number): Strategy | null {
  const spec = world.setup.services[service];
  const capacity = capacityOf(spec, revision);
  if (capacity.kind === 'launchType') return null;
  const { items } = capacity;
  return { items, counts: items.length > 1 ? stayingOf(world, service, revision) : world.records.services[service].byProvider };
}

/**
 * Returns the items by which a service that shrinks chooses a provider. One that its strategy no longer has, by a deployment or by a
 * change before the run, stops its tasks first.
 */
export function itemsToStop(world: World, service: number): readonly StrategyItem[] {
  const spec = world.setup.services[service];
  const { byProvider, deploymentState } = world.records.services[service];
  const capacity = changesStrategy(spec) ? capacityOf(spec, primaryOf(deploymentState.deployments).revision) : spec.capacity;
  if (capacity.kind === 'launchType') return [];
  const { items } = capacity;
  const left = byProvider.flatMap((count, provider) => (count > 0 && !items.some((item) => item.provider === provider) ? [provider] : []));
  return [...items, ...left.map((provider) => ({ provider, base: 0, weight: 0 }))];
}

/** The tasks of one revision by provider. Those of other revisions go, so they do not count towards its base and weights (S.CPS-3). */
export function countsOf({ setup, records, tasks, equivalences }: World, service: number, revision: number): readonly number[] {
  const { byProvider, newest } = records.services[service];
  if ((setup.services[service].deploymentSpec?.revisions.length ?? 1) === 1) return byProvider;
  const counts = byProvider.map(() => 0);
  for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
    const { provider, taskClass } = equivalences.all[tasks.equivalence[slot]];
    if (provider >= 0 && tasks.cause[slot] === 0 && taskClass.revision === revision) counts[provider]++;
  }
  return counts;
}

/** The same without the tasks on instances that drain, which go as well. */
function stayingOf(world: World, service: number, revision: number): readonly number[] {
  const counts = countsOf(world, service, revision);
  if (!world.isAnyLeaving) return counts;
  const staying = [...counts];
  const { records, tasks, equivalences } = world;
  for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
    const { provider, taskClass } = equivalences.all[tasks.equivalence[slot]];
    const isCounted = provider >= 0 && tasks.cause[slot] === 0 && taskClass.revision === revision && tasks.instance[slot] !== NONE;
    if (isCounted && world.isLeaving(slot)) staying[provider]--;
  }
  return staying;
}
