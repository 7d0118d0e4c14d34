import { grouped } from '../../../kernel/grouped.js';
import { listText, plural } from '../../../kernel/quantity-text.js';
import { groupProviders, isOnInstances, listedProviders, providerOfLaunchType, strategyOf } from '../../../scenario/cluster/providers.js';
import type { Scenario, ServiceText, StrategyText } from '../../../scenario/schema.js';
import { clusterProviders, emptyGroup, placementOption, strategyOption, unplacedOptions, updateOf } from '../answer/aws-commands.js';
import { AFTER_DEPLOYMENTS } from '../change-steps.js';
import { groupPath, type Idea, setting, type WhatIf, type Work, worksOf } from '../what-if.js';

type Rules = NonNullable<ServiceText['placementStrategy']>;

const PACKINGS: Readonly<Record<string, { readonly title: string; readonly rules: Rules }>> = {
  memory: { title: 'tasks packed by memory', rules: [{ type: 'binpack', field: 'memory' }] },
  cpu: { title: 'tasks packed by CPU', rules: [{ type: 'binpack', field: 'cpu' }] },
  zones: {
    title: 'tasks over zones, then packed',
    rules: [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'binpack', field: 'memory' },
    ],
  },
};

/** Returns the services and workloads on instances that strategies place. */
function placedWorks(scenario: Scenario): Work[] {
  return worksOf(scenario).filter(
    ({ text }) => isOnInstances(text, scenario) && text.launchType !== 'EXTERNAL' && !('startTask' in text && text.startTask !== undefined),
  );
}

/**
 * Returns what-ifs with one placement for every service and workload. `hasPolicy`: an algorithm places them, and strategies have no effect.
 */
export function packingIdeas(scenario: Scenario, hasPolicy: boolean): Idea[] {
  const works = placedWorks(scenario);
  return Object.entries(PACKINGS).map(([key, { title, rules }]): Idea => {
    const none = (why: string): Idea => ({ kind: 'binpack', title, why });
    if (works.length === 0) return none('no task is placed on instances');
    if (hasPolicy) return none('an algorithm of the scenario places all tasks');
    const others = works.filter(({ text }) => JSON.stringify(text.placementStrategy) !== JSON.stringify(rules));
    if (others.length === 0) return none('all are placed so');
    return {
      id: `binpack-${key}`,
      kind: 'binpack',
      slot: 'placement',
      title,
      set: others.map(({ path }) => setting(`${path}.placementStrategy`, rules)),
      change: others.map((work) => updateOf(scenario, work, placementOption(rules))),
    };
  });
}

/** Returns why the scenario cannot have this change, without the name of the changed part; null if it can. */
export type Trial = (whatIf: Pick<WhatIf, 'kind' | 'set'>) => string | null;

const QUOTA_CODES = { FARGATE: 'L-3032A538', FARGATE_SPOT: 'L-36FBB829' } as const;
const NO_QUOTA = { fargateVcpus: 'none', fargateSpotVcpus: 'none' } as const;

/** Returns the services and workloads with all tasks on FARGATE. */
function onDemandWorks(scenario: Scenario): Work[] {
  return worksOf(scenario).filter(({ text }) => {
    const { launchType } = text;
    const providers =
      launchType === undefined
        ? strategyOf(text, scenario).map(({ capacityProvider }) => capacityProvider)
        : [providerOfLaunchType(launchType)];
    return providers.length > 0 && providers.every((provider) => provider === 'FARGATE');
  });
}

/**
 * Returns what-ifs that run tasks on Fargate where possible, and shrink the groups to 0 if all tasks can. Tasks on FARGATE can be on
 * FARGATE_SPOT.
 */
export function fargateIdeas(scenario: Scenario, trial: Trial): Idea[] {
  const works = placedWorks(scenario);
  const whys = new Map(works.map((work) => [work, trial({ kind: 'fargate', set: onFargate(scenario, work, 'FARGATE') })]));
  const can = works.filter((work) => whys.get(work) === null);
  const cannot = works.filter((work) => !can.includes(work));
  const spotWhys = new Map(onDemandWorks(scenario).map((work) => [work, trial({ kind: 'fargate', set: toSpot(scenario, [work]) })]));
  const onDemand = [...spotWhys.keys()];
  const canBeSpot = [...can, ...onDemand.filter((work) => spotWhys.get(work) === null)];
  const byReason = grouped(cannot, (work) => whys.get(work)!);
  const bySpotReason = grouped(
    onDemand.filter((work) => !canBeSpot.includes(work)),
    (work) => spotWhys.get(work)!,
  );
  const isAll = cannot.length === 0;
  const hasLeft = isAll && can.length > 0;
  const spot = {
    can: canBeSpot,
    isAll: canBeSpot.length === worksOf(scenario).length,
    move: can.length === 0 ? 'from FARGATE to FARGATE_SPOT' : 'on FARGATE_SPOT',
    hasLeft,
  };
  return [
    ...(can.length > 0 ? [fargateIdea(scenario, { can, isAll, move: 'on FARGATE', hasLeft }, 'FARGATE')] : []),
    ...(canBeSpot.length > 0 ? [fargateIdea(scenario, spot, 'FARGATE_SPOT')] : []),
    ...(works.length === 0 ? [{ kind: 'fargate', title: 'tasks on Fargate', why: 'no task is on instances' } as const] : []),
    ...untried(byReason, 'Fargate'),
    ...untried(bySpotReason, 'FARGATE_SPOT'),
  ];
}

function untried(byReason: ReadonlyMap<string, readonly Work[]>, where: string): Idea[] {
  return [...byReason].map(([why, works]) => ({ kind: 'fargate', title: `${works.map(({ name }) => name).join(', ')} on ${where}`, why }));
}

interface Move {
  readonly can: readonly Work[];
  readonly isAll: boolean;
  /** For the title. */
  readonly move: string;
  /** Whether no task is on instances any more. */
  readonly hasLeft: boolean;
}

function fargateIdea(scenario: Scenario, { can, isAll, move, hasLeft }: Move, provider: 'FARGATE' | 'FARGATE_SPOT'): WhatIf {
  const { cluster, quotas } = scenario;
  const names = listedProviders(scenario).map(({ name }) => name);
  const associated = [...new Set([...names, provider])];
  // Without tasks left on instances the groups are empty.
  const groups = hasLeft ? groupProviders(scenario) : [];
  const isLifted = quotas !== 'none';
  return {
    id: `fargate-${provider === 'FARGATE' ? 'on-demand' : 'spot'}`,
    kind: 'fargate',
    slot: `fargate-${provider}`,
    title: `${isAll ? 'all tasks' : can.map(({ name }) => name).join(', ')} ${move}${keptText(scenario, can, provider)}${groups.length === 0 ? '' : ', no instances'}`,
    set: [
      ...association(scenario, provider),
      ...(isLifted ? [setting('quotas', quotas === 'aws' ? NO_QUOTA : { ...(quotas as object), ...NO_QUOTA })] : []),
      ...can.flatMap((work) => onFargate(scenario, work, provider)),
      ...groups.flatMap((group) => [setting(`${groupPath(group)}.minSize`, 0), setting(`${groupPath(group)}.desiredCapacity`, 0)]),
      ...(hasLeft && cluster.containerInstances.length > 0 ? [setting('cluster.containerInstances', [])] : []),
    ],
    change: [
      ...(isLifted ? quotaNotes(provider) : []),
      clusterProviders(scenario, associated, cluster.defaultCapacityProviderStrategy ?? []),
      ...can.map((work) => updateOf(scenario, work, { ...strategyOption(strategyOn(scenario, work, provider)), ...unplacedOptions(work) })),
      ...(groups.length === 0 ? [] : [AFTER_DEPLOYMENTS, ...groups.map(emptyGroup)]),
    ],
  };
}

function quotaNotes(provider: 'FARGATE' | 'FARGATE_SPOT'): { readonly note: string }[] {
  const code = QUOTA_CODES[provider];
  const name = provider === 'FARGATE' ? 'Fargate' : 'Fargate Spot';
  return [
    {
      note: `the run assumes that the vCPU quota of ${name} (${code}) is high enough: raise it first, with N as the vCPUs of all these tasks`,
    },
    { note: `aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${code} --desired-value N` },
  ];
}

function association(scenario: Scenario, provider: string) {
  const { capacityProviders } = scenario.cluster;
  const isListed = listedProviders(scenario).some(({ name }) => name === provider);
  return isListed ? [] : [setting('cluster.capacityProviders', [...capacityProviders, provider])];
}

function toSpot(scenario: Scenario, works: readonly Work[]) {
  return [...association(scenario, 'FARGATE_SPOT'), ...works.flatMap((work) => onFargate(scenario, work, 'FARGATE_SPOT'))];
}

/** The base of its strategy on FARGATE: tasks that a user wants on demand. */
function fargateBase(scenario: Scenario, { text }: Work): number {
  if (text.launchType !== undefined) return 0;
  return strategyOf(text, scenario).find(({ capacityProvider }) => capacityProvider === 'FARGATE')?.base ?? 0;
}

/** A base on FARGATE stays there when the other tasks move to FARGATE_SPOT. */
function strategyOn(scenario: Scenario, work: Work, provider: 'FARGATE' | 'FARGATE_SPOT'): StrategyText {
  const base = provider === 'FARGATE' ? 0 : fargateBase(scenario, work);
  return [...(base === 0 ? [] : [{ capacityProvider: 'FARGATE', weight: 0, base }]), { capacityProvider: provider, weight: 1, base: 0 }];
}

function keptText(scenario: Scenario, works: readonly Work[], provider: 'FARGATE' | 'FARGATE_SPOT'): string {
  if (provider === 'FARGATE') return '';
  const kept = works.flatMap((work) => {
    const base = fargateBase(scenario, work);
    return base === 0 ? [] : [`${plural(base, 'task')} of ${work.name}`];
  });
  return kept.length === 0 ? '' : ` but for the base on FARGATE (${listText(kept)})`;
}

/** Tasks on Fargate have no placement. */
function onFargate(scenario: Scenario, work: Work, provider: 'FARGATE' | 'FARGATE_SPOT') {
  const { path } = work;
  const where =
    provider === 'FARGATE'
      ? [setting(`${path}.capacityProviderStrategy`, undefined), setting(`${path}.launchType`, 'FARGATE')]
      : [setting(`${path}.launchType`, undefined), setting(`${path}.capacityProviderStrategy`, strategyOn(scenario, work, provider))];
  return [...where, setting(`${path}.placementStrategy`, undefined), setting(`${path}.placementConstraints`, undefined)];
}
