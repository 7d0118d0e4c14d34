import type { Ms } from '../../kernel/event-loop.js';
import { formatDuration } from '../../scenario/units.js';
import type { Capacity } from '../../sim/capacity.js';
import type { DeploymentSpec, RevisionSpec } from '../../sim/deployment-spec.js';
import type { Fault } from '../../sim/fault.js';
import { kindFor } from '../../sim/providers/of-setup.js';
import type { ServiceSpec, Setup } from '../../sim/setup.js';
import type { ArrivalPattern } from '../../workload/pattern.js';
import { at, differences, type Place } from './differences.js';

/** Two scenarios and the time from which the second applies. */
export interface Change {
  readonly was: Setup;
  readonly is: Setup;
  readonly atMs: Ms;
}

/** Null: the change is allowed. Otherwise the refused place and the reason. */
type Refusal = { readonly place: Place; readonly reason: string } | null;
type Rule = (place: Place, change: Change) => string | null;

/** The simulation reads it again at each use, so a change takes effect at once. */
const free: Rule = () => null;

/** The settings that may change during a run, by place in a setup; `*` is any index. */
const RULES: readonly (readonly [pattern: string, rule: Rule])[] = [
  ['name', free],
  ['timings', free],
  ...[
    ...['managedScaling', 'minSize', 'maxSize', 'split', 'allocation', 'spotMaxPrice', 'zoneDistribution', 'terminationPolicies'],
    ...[
      'isSpotDraining',
      'isCapacityRebalancing',
      'isProtected',
      'isNewProtected',
      'isDraining',
      'hooks',
      'healthGraceMs',
      'maxLifetimeMs',
      'scaling',
      'suspended',
    ],
  ].map((key) => [`capacityProviders.*.${key}`, free] as const),
  ...['minSize', 'maxGroupPreparedCapacity', 'state'].map((key) => [`capacityProviders.*.warmPool.${key}`, free] as const),
  ['capacityProviders.*.initialSize', followsSizes],
  ...['placementStrategy', 'minimumHealthyPercent', 'maximumPercent', 'timeToFailure'].map((key) => [`services.*.${key}`, free] as const),
  ['services.*.isRebalanced', onlyOff],
  ['services.*.capacity', sameKind],
  ['services.*.desired', free],
  ['services.*.desiredEveryMs', free],
  ['services.*.load.shape', free],
  ['services.*.scaling.target', free],
  ...[
    'targetValue',
    'scaleOutCooldownMs',
    'scaleInCooldownMs',
    'disableScaleIn',
    'cooldownMs',
    'minMagnitude',
    'steps',
    'mode',
    'isOff',
  ].map((key) => [`services.*.scaling.policies.*.${key}`, free] as const),
  ...['schedulingBufferMs', 'maxCapacityBuffer', 'alarm.threshold'].map((key) => [`services.*.scaling.policies.*.${key}`, free] as const),
  ...['minCapacity', 'maxCapacity'].map((key) => [`services.*.scaling.actions.*.${key}`, free] as const),
  ['services.*.deploymentSpec.watch', free],
  ['services.*.deploymentSpec.alarms', free],
  ['services.*.deploymentSpec.graceMs', free],
  ['services.*.deploymentSpec.revisions', laterDeployments],
  ['services.*.deploymentSpec.checks', ofLaterRevisions],
  ...['placementStrategy', 'runTime', 'count'].map((key) => [`workloads.*.${key}`, free] as const),
  ['workloads.*.capacity', sameKind],
  ['workloads.*.arrivals', ofNoTrace],
  ['customMetrics', laterPoints],
  ['faults', laterOnly((fault) => beginOf(fault as Fault))],
  ['market.overlays', laterOnly((overlay) => beginOfOverlay(overlay as Setup['market']['overlays'][number]))],
  ['market.settings', free],
  ...['capacity', 'depth', 'reclaimGapMs', 'replayed'].map((key) => [`market.pools.*.${key}`, free] as const),
  ['market.pools.*.price', laterPrices],
  ['instanceTypes.*.pricePath', laterPrices],
  ['capacityProviders.*.refreshes', laterOnly((refresh) => (refresh as { readonly atMs: Ms }).atMs)],
  ['scaler', free],
  ['groupScaling', free],
  ['scaler.firstEvaluationMs', () => 'is past: it sets the time of the first measurement'],
  ...['headOfLine', 'retryEveryMs', 'quotaOverflow', 'provisioningTimeoutMs', 'stopTie'].map((key) => [`waiting.${key}`, free] as const),
  ['placement.tie', free],
  ['quotas', free],
  ['groups', free],
  ...['turns', 'reaction', 'throttle', 'deployments'].map((key) => [`deploymentAndHealth.${key}`, free] as const),
  ...['vcpus', 'serviceLaunchesPerMinute', 'retry', 'start'].map((key) => [`fargate.${key}`, free] as const),
];

const FIXED = 'cannot change in the course of a run';

/** Why other places are fixed, by the longest matching prefix of the place; empty where there is no more to say. */
const REASONS: readonly (readonly [pattern: string, reason: string])[] = [
  ['', ''],
  ['seed', 'the past was drawn from it'],
  ['durationMs', 'its events are scheduled up to its end'],
  ['startsAtMs', 'the past has its place on the calendar'],
  ['metrics', 'the files so far have their rows'],
  ['billing', 'a bill is of all of it'],
  ['instanceTypes', 'instances of it have come and been paid for'],
  ['taskDefinitions', 'tasks run by it. A deployment brings another one (services.NAME.deployments)'],
  ['capacityProviders', 'instances of it are there'],
  ['services', 'tasks of it are there'],
  ['workloads', 'tasks of it are there'],
  ['services.*.deploymentSpec', 'the settings of deployments and health hold from the start of a service'],
  ['services.*.scaling', 'its policies have a state'],
  ['services.*.load', 'its tasks are at work'],
  ['market', 'instances have come from its pools'],
  ['placement.policy', 'it has a state'],
];

/** Returns null if the part of a setup may differ from that time on, otherwise the refusal. */
export function mayChange(place: Place, change: Change): Refusal {
  const [rule, depth] = longest(RULES, place);
  if (rule === undefined) {
    const [why] = longest(REASONS, place);
    return { place, reason: why ? `${FIXED}: ${why}` : FIXED };
  }
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

/** Entries of a timeline, each with its time: entries that have begun must be equal and keep their places. */
function laterOnly(beginOf: (entry: unknown) => Ms): Rule {
  return (place, { was, is, atMs }) => {
    const [before, after] = [was, is].map((setup) => at(setup, place) as readonly unknown[]);
    for (let i = 0; i < Math.max(before.length, after.length); i++) {
      if (differences(before[i], after[i]).length === 0) continue;
      if ([before, after].some((list) => i < list.length && beginOf(list[i]) <= atMs))
        return `can only change after ${formatDuration(atMs)}: number ${i + 1} of them has begun by then, or would have`;
    }
    return null;
  };
}

/** Tasks by zone are counted from the start, for services that are balanced from the start. */
function onlyOff(place: Place, { is }: Change): string | null {
  return at(is, place) === true ? 'can only be switched off in the course of a run' : null;
}

function beginOf(fault: Fault): Ms {
  return fault.kind === 'fargateRetirement' ? fault.noticeMs : fault.fromMs;
}

function beginOfOverlay(overlay: Setup['market']['overlays'][number]): Ms {
  return overlay.kind === 'interruption' ? overlay.atMs : overlay.fromMs;
}

/** Load is divided by deployment, so their number is fixed from the start. */
function laterDeployments(place: Place, change: Change): string | null {
  const [before, after] = [change.was, change.is].map((setup) => at(setup, place) as readonly RevisionSpec[]);
  const service = at(change.was, place.slice(0, 2)) as ServiceSpec;
  if (before.length !== after.length && service.load !== null)
    return 'cannot become more or fewer in the course of a run: the load of the service is divided among them. Later ones may differ';
  return laterOnly((revision) => (revision as RevisionSpec).atMs)(place, change);
}

/** Metrics and past points stay, because a policy refers to its metric by the place in the list. */
function laterPoints(place: Place, change: Change): string | null {
  const [before, after] = [change.was, change.is].map((setup) => (at(setup, place) ?? []) as NonNullable<Setup['customMetrics']>);
  if (before.some(({ name }, i) => after[i]?.name !== name)) return 'cannot become fewer, or others, in the course of a run';
  const rule = laterOnly((point) => (point as { readonly atMs: Ms }).atMs);
  const pointsOf = (i: number): string | null => {
    const [was, is] = [before, after].map((list) => list[i]?.points ?? []);
    return rule([], { ...change, was: was as never, is: is as never });
  };
  return after.map((_, i) => pointsOf(i)).find((why) => why !== null) ?? null;
}

/** Past prices have been billed already. */
function laterPrices(place: Place, { was, is, atMs }: Change): string | null {
  const [before, after] = [was, is].map((setup) => {
    const path = (at(setup, place) ?? {
      atMs: [0],
      usdPerHour: [at(setup, [...place.slice(0, -1), 'usdPerHour'])],
    }) as Setup['market']['pools'][number]['price'];
    return path.atMs.flatMap((ms, i) => (ms <= atMs ? [[ms, path.usdPerHour[i]]] : []));
  });
  return differences(before, after).length === 0 ? null : `can only change after ${formatDuration(atMs)}: the time before is paid for`;
}

/** Health checks of the containers of revisions that have not begun. */
function ofLaterRevisions(place: Place, { was, is, atMs }: Change): string | null {
  const [before, after] = [was, is].map((setup) => {
    const { revisions, checks } = at(setup, place.slice(0, -1)) as DeploymentSpec;
    return checks.filter((_, i) => revisions[i].atMs <= atMs);
  });
  return differences(before, after).length === 0 ? null : `${FIXED}: tasks are judged by them`;
}

function ofNoTrace(place: Place, { was, is }: Change): string | null {
  const isTrace = [was, is].some((setup) => (at(setup, place) as ArrivalPattern).kind === 'trace');
  return isTrace ? `${FIXED}: rows of a trace have been read` : null;
}

/** Checks the desired size: its default is the minimum, and it is within the sizes. */
function followsSizes(place: Place, { was, is }: Change): string | null {
  const sizeOf = (setup: Setup, key: string) => at(setup, [...place.slice(0, 2), key]);
  const isDefault = at(is, place) === sizeOf(is, 'minSize') && at(was, place) === sizeOf(was, 'minSize');
  const within = Math.min(Math.max(Number(at(was, place)), Number(sizeOf(is, 'minSize'))), Number(sizeOf(is, 'maxSize')));
  return isDefault || at(is, place) === within ? null : 'is past: it sets the instances at the start';
}

/** Tasks without instances, and tasks without a strategy, wait in queues of their own. */
function sameKind(place: Place, { was, is }: Change): string | null {
  const kindOf = (setup: Setup) => {
    const capacity = at(setup, place) as Capacity;
    if (capacity.kind === 'launchType') return `launch type ${capacity.isExternal === true ? 'EXTERNAL' : 'EC2'}`;
    const { platform, label } = kindFor({ capacity }, setup);
    return platform === null ? 'providers of instances' : label;
  };
  return kindOf(was) === kindOf(is) ? null : `cannot turn from ${kindOf(was)} to ${kindOf(is)} in the course of a run`;
}
