import { groupProviders, listedProviders } from '../../../scenario/cluster/providers.js';
import { hasSpot, typesOf } from '../../../scenario/groups/setup.js';
import type { ProviderText, Scenario, StrategyText } from '../../../scenario/schema.js';
import {
  clusterProviders,
  emptyGroup,
  managedScaling as managedScalingOf,
  mixedOption,
  refreshGroup,
  strategyOption,
  updateGroup,
  updateOf,
} from '../answer/aws-commands.js';
import { AFTER_DEPLOYMENTS } from '../change-steps.js';
import { groupPath, type Idea, setting, type WhatIf, worksOf } from '../what-if.js';

const TARGETS = [100, 90, 80, 70, 60];
const SPOT_PERCENTS = [25, 50, 75, 100];
const WARM_UPS_S = [60, 120, 180, 300];

/** Returns what-ifs on the headroom, warm-up and Spot share of each group. */
export function groupIdeas(scenario: Scenario): Idea[] {
  return groupProviders(scenario).flatMap((provider) => [
    ...scalingIdeas(provider, 'targetCapacity', TARGETS),
    ...scalingIdeas(provider, 'instanceWarmupPeriod', WARM_UPS_S),
    ...spotIdeas(provider),
  ]);
}

const SCALING = {
  targetCapacity: { kind: 'targetCapacity', what: 'target capacity', unit: ' %' },
  instanceWarmupPeriod: { kind: 'warmUp', what: 'warm-up', unit: ' s' },
} as const;

function scalingIdeas(provider: ProviderText, key: keyof typeof SCALING, steps: readonly number[]): Idea[] {
  const { kind, what, unit } = SCALING[key];
  const { managedScaling } = provider.autoScalingGroupProvider;
  if (managedScaling.status === 'DISABLED')
    return [{ kind, title: `${provider.name}: another ${key}`, why: 'its managed scaling is DISABLED' }];
  return steps
    .filter((step) => step !== managedScaling[key])
    .map(
      (step): WhatIf => ({
        id: `${kind}-${provider.name}-${step}`,
        kind,
        slot: `${kind}-${provider.name}`,
        title: `${provider.name}: ${what} ${step}${unit} (now ${managedScaling[key]})`,
        set: [setting(`cluster.capacityProviders.${provider.name}.autoScalingGroupProvider.managedScaling.${key}`, step)],
        change: [managedScalingOf(provider, { ...managedScaling, [key]: step })],
      }),
    );
}

const ALL_ON_DEMAND = {
  onDemandBaseCapacity: 0,
  onDemandPercentageAboveBaseCapacity: 100,
  onDemandAllocationStrategy: 'prioritized',
} as const;

function spotIdeas(provider: ProviderText): Idea[] {
  const { autoScalingGroup: group } = provider;
  const path = `${groupPath(provider)}.mixedInstancesPolicy.instancesDistribution`;
  const {
    spotInstancePools,
    spotAllocationStrategy: own,
    ...distribution
  } = {
    spotAllocationStrategy: undefined,
    spotInstancePools: undefined,
    ...(group.mixedInstancesPolicy?.instancesDistribution ?? ALL_ON_DEMAND),
  };
  const now = 100 - distribution.onDemandPercentageAboveBaseCapacity;
  const spotAllocationStrategy = (hasSpot(group) ? own : undefined) ?? 'price-capacity-optimized';
  const pools = hasSpot(group) ? { spotInstancePools } : {};
  return SPOT_PERCENTS.filter((percent) => percent !== now).map((percent): WhatIf => {
    const onDemandPercentageAboveBaseCapacity = 100 - percent;
    const changed = { ...distribution, onDemandPercentageAboveBaseCapacity, spotAllocationStrategy, ...pools };
    return {
      id: `spot-${provider.name}-${percent}`,
      kind: 'spot',
      slot: `spot-${provider.name}`,
      title: `${provider.name}: ${percent} % Spot${now === 0 ? '' : ` (now ${now})`}`,
      set: [
        setting(`${path}.onDemandPercentageAboveBaseCapacity`, onDemandPercentageAboveBaseCapacity),
        ...(hasSpot(group)
          ? []
          : [setting(`${path}.spotAllocationStrategy`, spotAllocationStrategy), setting(`${path}.spotInstancePools`, undefined)]),
      ],
      change: [updateGroup(provider, mixedOption(provider, { types: typesOf(group), distribution: changed })), refreshGroup(provider)],
    };
  });
}

/** Returns the what-if of ENI trunking, if tasks have network interfaces of their own. */
export function trunkingIdeas({ cluster }: Scenario, hasAwsvpcTasks: boolean): Idea[] {
  const none = (why: string): Idea[] => [{ kind: 'trunking', title: 'ENI trunking', why }];
  if (cluster.accountSettings.awsvpcTrunking === 'enabled') return none('it is enabled');
  if (!hasAwsvpcTasks) return none('no task on instances has the network mode awsvpc');
  return [
    {
      id: 'trunking',
      kind: 'trunking',
      slot: 'trunking',
      title: 'ENI trunking',
      set: [setting('cluster.accountSettings.awsvpcTrunking', 'enabled')],
      change: [
        { target: 'aws ecs put-account-setting-default --name awsvpcTrunking', options: { value: 'enabled' } },
        { note: 'launch the container instances anew: only new ones get a trunk' },
      ],
    },
  ];
}

/** Returns what-ifs without each provider whose tasks can use another one. */
export function fewerProviderIdeas(scenario: Scenario): Idea[] {
  const providers = groupProviders(scenario);
  if (providers.length < 2)
    return [
      {
        kind: 'providers',
        title: 'fewer capacity providers',
        why: providers.length === 0 ? 'the cluster has none of groups' : 'the cluster has one',
      },
    ];
  return providers.map((provider) => withoutProvider(scenario, provider));
}

function withoutProvider(scenario: Scenario, provider: ProviderText): Idea {
  const title = `without the capacity provider ${provider.name}`;
  const using = worksOf(scenario).filter(({ text }) =>
    text.capacityProviderStrategy?.some(({ capacityProvider }) => capacityProvider === provider.name),
  );
  const rest = (strategy: StrategyText) => strategy.filter(({ capacityProvider }) => capacityProvider !== provider.name);
  const alone = using.filter(({ text }) => rest(text.capacityProviderStrategy!).every(({ weight, base }) => weight === 0 && base === 0));
  if (alone.length > 0) return { kind: 'providers', title, why: `${alone.map(({ name }) => name).join(', ')} can run on no other` };
  const path = groupPath(provider);
  const kept = listedProviders(scenario)
    .map(({ name }) => name)
    .filter((name) => name !== provider.name);
  const strategy = rest(scenario.cluster.defaultCapacityProviderStrategy ?? []);
  return {
    id: `providers-${provider.name}`,
    kind: 'providers',
    slot: 'providers',
    title,
    set: [
      ...using.map(({ path: at, text }) => setting(`${at}.capacityProviderStrategy`, rest(text.capacityProviderStrategy!))),
      setting(`${path}.minSize`, 0),
      setting(`${path}.desiredCapacity`, 0),
    ],
    change: [
      ...using.map((work) => updateOf(scenario, work, strategyOption(rest(work.text.capacityProviderStrategy!)))),
      AFTER_DEPLOYMENTS,
      clusterProviders(scenario, kept, strategy),
      emptyGroup(provider),
    ],
  };
}
