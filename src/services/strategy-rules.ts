import { CapacityProviderState } from './cluster-states.js';

/** The weight of an item that names none: the API and the CLI say 0, the console writes 1 (C.CAP-07, S.CPS-4). */
export const DEFAULT_WEIGHT = { ofApi: 0, ofConsole: 1 } as const;

const STRATEGY_ITEMS_MAX = 6; // C.CAP-04

export type ProviderKind = 'autoScalingGroup' | 'fargate';

/** One entry of a strategy with what its provider is. */
export interface RankedProvider {
  readonly base: number;
  readonly weight: number;
  readonly kind: ProviderKind;
  readonly state: CapacityProviderState;
  /** The cluster names it among its capacity providers. */
  readonly isAssociated: boolean;
}

/** Why ECS refuses a strategy: RunTask and CreateService fail with it. */
export type StrategyProblem = 'length' | 'severalBases' | 'allWeightsZero' | 'mixedKinds' | 'notAssociated' | 'notUsable';

/** Everything that is wrong with a strategy; empty when ECS would take it. A single provider may have weight 0. */
export function strategyProblems(items: readonly RankedProvider[]): StrategyProblem[] {
  const found: StrategyProblem[] = [];
  if (items.length < 1 || items.length > STRATEGY_ITEMS_MAX) found.push('length');
  if (items.filter((item) => item.base > 0).length > 1) found.push('severalBases'); // C.CAP-05
  if (items.length > 1 && items.every((item) => item.weight === 0)) found.push('allWeightsZero'); // C.CAP-08
  if (new Set(items.map((item) => item.kind)).size > 1) found.push('mixedKinds'); // C.CAP-09
  if (items.some((item) => !item.isAssociated)) found.push('notAssociated'); // C.CAP-12
  if (items.some((item) => !isUsable(item.state))) found.push('notUsable');
  return found;
}

/** A strategy may name only providers that are ACTIVE or UPDATING (C.CAP-12). */
function isUsable(state: CapacityProviderState): boolean {
  return state === CapacityProviderState.ACTIVE || state === CapacityProviderState.UPDATING;
}

/** What it means to move a service from one way of getting capacity to another: refused (C.CAP-10), or how its tasks follow. */
export function onCapacityChange(
  from: ProviderKind | 'launchType',
  to: ProviderKind | 'launchType',
): 'refused' | 'newDeployment' | 'nextTasks' {
  if (from !== to && from !== 'launchType' && to !== 'launchType') return 'refused';
  return from === 'launchType' && to !== 'launchType' ? 'newDeployment' : 'nextTasks'; // C.CAP-11
}

/** A provider with managed scaling serves one cluster; without it a provider only splits tasks and may serve several (C.CAP-14). */
export function mayAssociate(hasManagedScaling: boolean, clustersNow: number): boolean {
  return !hasManagedScaling || clustersNow === 0;
}
