import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Capacity, Setup } from '../../sim/setup.js';
import { at, type Place } from './differences.js';

/** Two scenarios and the time from which the second is to hold. */
export interface Change {
  readonly was: Setup;
  readonly is: Setup;
  readonly atMs: Ms;
}

/** Null: it may. Else what may not, and why. */
type Refusal = { readonly place: Place; readonly reason: string } | null;
type Rule = (place: Place, change: Change) => string | null;

/** It is asked anew whenever it matters: from now on it holds. */
const free: Rule = () => null;

/** What can change in the course of a run, by its place in a setup; `*` is any index. */
const RULES: readonly (readonly [pattern: string, rule: Rule])[] = [
  ['name', free],
  ['timings', free],
  ...[
    ...['managedScaling', 'minSize', 'maxSize', 'split', 'allocation', 'spotMaxPrice', 'zoneDistribution', 'terminationPolicies'],
    ...['isSpotDraining', 'isCapacityRebalancing', 'isProtected', 'isNewProtected', 'isDraining', 'healthGraceMs', 'maxLifetimeMs'],
  ].map((key) => [`capacityProviders.*.${key}`, free] as const),
  ['capacityProviders.*.initialSize', followsMinSize],
  ...['placementStrategy', 'minimumHealthyPercent', 'maximumPercent', 'timeToFailure'].map((key) => [`services.*.${key}`, free] as const),
  ['services.*.capacity', sameKind],
  ...['placementStrategy', 'runTime', 'count'].map((key) => [`workloads.*.${key}`, free] as const),
  ['workloads.*.capacity', sameKind],
  ['scaler', free],
  ['scaler.firstEvaluationMs', () => 'is over: it says when the first minute is measured'],
  ...['headOfLine', 'quotaOverflow', 'provisioningTimeoutMs', 'stopTie'].map((key) => [`waiting.${key}`, free] as const),
  ['placement.tie', free],
  ['quotas', free],
  ['groups', free],
  ...['reaction', 'throttle', 'deployments'].map((key) => [`care.${key}`, free] as const),
  ...['vcpus', 'retry', 'start'].map((key) => [`fargate.${key}`, free] as const),
];

/** Why others may not, by the longest beginning of their place. */
const REASONS: readonly (readonly [pattern: string, reason: string])[] = [
  ['', 'cannot change in the course of a run'],
  ['seed', 'cannot change in the course of a run: the past was drawn from it'],
  ['durationMs', 'cannot change in the course of a run: what comes was arranged up to its end'],
  ['startsAtMs', 'cannot change in the course of a run: the past has its place on the calendar'],
  ['metrics', 'cannot change in the course of a run: the files so far have their rows'],
  ['billing', 'cannot change in the course of a run: a bill is of all of it'],
  ['instanceTypes', 'cannot change in the course of a run: instances of it have come and been paid for'],
  ['taskDefinitions', 'cannot change in the course of a run: tasks run by it. A deployment brings another one (services.NAME.deployments)'],
  ['capacityProviders', 'cannot change in the course of a run: instances of it are there'],
  ['services', 'cannot change in the course of a run: tasks of it are there'],
  ['workloads', 'cannot change in the course of a run: tasks of it are there'],
  ['placement.policy', 'cannot change in the course of a run: it remembers what it has placed'],
];

/** Whether the part of a setup may be another from that time on. */
export function mayChange(place: Place, change: Change): Refusal {
  const [rule, depth] = longest(RULES, place);
  if (rule === undefined) return { place, reason: longest(REASONS, place)[0] as string };
  const reason = rule(place.slice(0, depth), change);
  return reason === null ? null : { place: place.slice(0, depth), reason };
}

function longest<T>(table: readonly (readonly [string, T])[], place: Place): readonly [T | undefined, number] {
  let found: readonly [T | undefined, number] = [undefined, -1];
  for (const [pattern, entry] of table) {
    const words = pattern === '' ? [] : pattern.split('.');
    if (words.length > found[1] && words.every((word, i) => word === place[i] || (word === '*' && typeof place[i] === 'number')))
      found = [entry, words.length];
  }
  return found;
}

/** Its default is the minimum's. */
function followsMinSize(place: Place, { was, is }: Change): string | null {
  const minSize = [...place.slice(0, 2), 'minSize'];
  const isDefault = at(is, place) === at(is, minSize) && at(was, place) === at(was, minSize);
  return isDefault ? null : 'is over: it says what is there at the start';
}

/** Tasks wait in other queues on Fargate, and outside strategies. */
function sameKind(place: Place, { was, is }: Change): string | null {
  const kindOf = (setup: Setup) => {
    const capacity = at(setup, place) as Capacity;
    if (capacity.kind === 'launchType') return `launch type ${capacity.isExternal === true ? 'EXTERNAL' : 'EC2'}`;
    return capacity.items[0].provider < setup.capacityProviders.length ? 'providers of instances' : 'Fargate';
  };
  return kindOf(was) === kindOf(is) ? null : `cannot turn from ${kindOf(was)} to ${kindOf(is)} in the course of a run`;
}
