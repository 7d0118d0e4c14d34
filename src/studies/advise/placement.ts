import { groupProviders, isOnInstances, listedProviders } from '../../scenario/cluster/providers.js';
import type { Scenario, ServiceText } from '../../scenario/schema.js';
import { clusterProviders, emptyGroup, placementOption, strategyOption, unplacedOptions, updateOf } from './aws-commands.js';
import { groupPath, type Idea, setting, type WhatIf, type Work, worksOf } from './what-if.js';

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

/** Returns why the scenario cannot have this change; null if it can. */
export type Trial = (whatIf: Pick<WhatIf, 'kind' | 'set'>) => string | null;

const QUOTA_CODES = { FARGATE: 'L-3032A538', FARGATE_SPOT: 'L-36FBB829' } as const;
const NO_QUOTA = { fargateVcpus: 'none', fargateSpotVcpus: 'none' } as const;

/** Returns what-ifs that run tasks on Fargate where possible, and shrink the groups to 0 if all tasks can. */
export function fargateIdeas(scenario: Scenario, trial: Trial): Idea[] {
  const works = placedWorks(scenario);
  const title = 'tasks on Fargate';
  if (works.length === 0) return [{ kind: 'fargate', title, why: 'no task is on instances' }];
  const whys = new Map(works.map((work) => [work, trial({ kind: 'fargate', set: onFargate(work, 'FARGATE') })]));
  const can = works.filter((work) => whys.get(work) === null);
  const cannot = works.filter((work) => !can.includes(work));
  const rest: Idea[] = cannot.map((work) => ({ kind: 'fargate', title: `${work.name} on Fargate`, why: whys.get(work)! }));
  if (can.length === 0) return rest;
  return [
    ...(['FARGATE', 'FARGATE_SPOT'] as const).map((provider) => fargateIdea(scenario, { can, isAll: cannot.length === 0 }, provider)),
    ...rest,
  ];
}

function fargateIdea(
  scenario: Scenario,
  { can, isAll }: { can: readonly Work[]; isAll: boolean },
  provider: 'FARGATE' | 'FARGATE_SPOT',
): WhatIf {
  const { cluster, quotas } = scenario;
  const names = listedProviders(scenario).map(({ name }) => name);
  const associated = [...new Set([...names, provider])];
  const groups = isAll ? groupProviders(scenario) : [];
  const isLifted = quotas !== 'none';
  return {
    id: `fargate-${provider === 'FARGATE' ? 'on-demand' : 'spot'}`,
    kind: 'fargate',
    slot: 'fargate',
    title: `${isAll ? 'all tasks' : can.map(({ name }) => name).join(', ')} on ${provider}${groups.length === 0 ? '' : ', no instances'}`,
    set: [
      ...(names.includes(provider) ? [] : [setting('cluster.capacityProviders', [...cluster.capacityProviders, provider])]),
      ...(isLifted ? [setting('quotas', quotas === 'aws' ? NO_QUOTA : { ...(quotas as object), ...NO_QUOTA })] : []),
      ...can.flatMap((work) => onFargate(work, provider)),
      ...groups.flatMap((group) => [setting(`${groupPath(group)}.minSize`, 0), setting(`${groupPath(group)}.desiredCapacity`, 0)]),
      ...(isAll && cluster.containerInstances.length > 0 ? [setting('cluster.containerInstances', [])] : []),
    ],
    change: [
      clusterProviders(scenario, associated, cluster.defaultCapacityProviderStrategy ?? []),
      ...can.map((work) =>
        updateOf(scenario, work, `${strategyOption([{ capacityProvider: provider, weight: 1, base: 0 }])}${unplacedOptions(work)}`),
      ),
      ...(groups.length === 0 ? [] : ['# when the deployments are done:', ...groups.map(emptyGroup)]),
      ...(isLifted
        ? [
            `# the run takes the vCPU quota of Fargate (${QUOTA_CODES[provider]}) to be high enough: have it raised first, N to what all of these tasks need`,
            `# aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${QUOTA_CODES[provider]} --desired-value N`,
          ]
        : []),
    ],
  };
}

/** Tasks on Fargate have no placement. */
function onFargate({ path }: Work, provider: 'FARGATE' | 'FARGATE_SPOT') {
  const where =
    provider === 'FARGATE'
      ? [setting(`${path}.capacityProviderStrategy`, undefined), setting(`${path}.launchType`, 'FARGATE')]
      : [
          setting(`${path}.launchType`, undefined),
          setting(`${path}.capacityProviderStrategy`, [{ capacityProvider: provider, weight: 1 }]),
        ];
  return [...where, setting(`${path}.placementStrategy`, undefined), setting(`${path}.placementConstraints`, undefined)];
}
