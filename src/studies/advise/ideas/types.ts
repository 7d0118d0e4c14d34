import { type CatalogType, findInstanceType, listInstanceTypes } from '../../../catalog/instance-types.js';
import { groupProviders } from '../../../scenario/cluster/providers.js';
import { typesOf } from '../../../scenario/groups/setup.js';
import type { ProviderText } from '../../../scenario/schema.js';
import { mixedOption, refreshGroup, updateGroup } from '../answer/aws-commands.js';
import type { ChangeStep } from '../change-steps.js';
import type { NotTried } from '../result.js';
import { type Advised, groupPath, type Idea, scaledSizes, setting, type WhatIf } from '../what-if.js';
import { otherFamilies } from './families.js';
import { nextFamilies, nextOf } from './generations.js';
import { type OtherArchitecture, onArm } from './multi-arch.js';

/** Sizes from a quarter of the vCPUs of the group's type to four times as many. */
const TIMES_MOST = 4;

/** Returns what-ifs with other sizes of the family, then with the same size in the next generation, then with other families. */
export function typeIdeas(advised: Advised): Idea[] {
  return groupProviders(advised.scenario).flatMap((provider) => {
    const group = { advised, provider };
    return [...sizeIdeas(group), ...generationIdeas(group), ...familyIdeas(group)];
  });
}

interface Group {
  readonly advised: Advised;
  readonly provider: ProviderText;
}

function sizeIdeas(group: Group): Idea[] {
  const { own, first, none } = ownTypes(group, 'type', 'another size of the family');
  if (first === undefined) return [none];
  const sizes = listInstanceTypes().filter(({ family, isBareMetal }) => family === first.family && !isBareMetal);
  return sizes
    .filter(({ vcpus }) => vcpus >= first.vcpus / TIMES_MOST && vcpus <= first.vcpus * TIMES_MOST)
    .filter(({ name }) => own.length > 1 || name !== first.name)
    .map((type) => onTypes(group, 'type', { types: [type], first }));
}

/** All types of the group change together: `m5.large, c5.large` to `m6i.large, c6i.large`. */
function generationIdeas(group: Group): Idea[] {
  const { own, first, none } = ownTypes(group, 'generation', 'the next generation');
  if (first === undefined) return [none];
  const families = nextFamilies(first.family);
  if (families.length === 0) return [{ ...none, why: `the catalogue has no generation after ${first.family}` }];
  return families.map((family): Idea => {
    const types = [...new Set(own.map((name) => nextOf(name, family)))];
    const title = `${group.provider.name}: ${family}`;
    if (types.includes(undefined))
      return { kind: 'generation', title, why: `not all of ${own.join(', ')} have one in ${family} or its like` };
    return onTypes(group, 'generation', { types: types as CatalogType[], first });
  });
}

function familyIdeas(group: Group): Idea[] {
  const { first, none } = ownTypes(group, 'family', 'other families');
  if (first === undefined) return [none];
  const { tried, more } = otherFamilies(group.advised, first, new Set([first.family, ...nextFamilies(first.family)]));
  const rest: Idea[] =
    more === 0
      ? []
      : [
          {
            kind: 'family',
            title: `${group.provider.name}: ${more} other families`,
            why: 'a task-hour on a full instance costs more there',
          },
        ];
  return [...tried.map((type) => onTypes(group, 'family', { types: [type], first })), ...rest];
}

function ownTypes({ provider }: Group, kind: NotTried['kind'], what: string) {
  const own = typesOf(provider.autoScalingGroup);
  const first = findInstanceType(own[0]!);
  const none: NotTried = { kind, title: `${provider.name}: ${what}`, why: `${own[0]} is not in the catalogue of EC2` };
  return { own, first, none };
}

function onTypes(
  { advised, provider }: Group,
  kind: WhatIf['kind'],
  { types, first }: { types: readonly CatalogType[]; first: CatalogType },
): Idea {
  const names = types.map(({ name }) => name);
  const title = `${provider.name}: ${names.join(', ')}`;
  const other = types.find(({ architecture }) => architecture !== first.architecture);
  const arm = other === undefined ? null : otherArchitecture(advised, provider, other);
  if (arm !== null && 'why' in arm) return { kind, title, why: `${other!.name} is ${other!.architecture}, and ${arm.why}` };
  const { autoScalingGroup: group } = provider;
  const path = groupPath(provider);
  const times = first.vcpus / types[0]!.vcpus;
  const sizes = scaledSizes(group, times);
  return {
    id: `${kind}-${provider.name}-${names.join('+')}`,
    kind,
    slot: `types-${provider.name}`,
    title: arm === null ? title : `${title} (if multi-arch)`,
    ...(arm === null ? {} : { onlyIf: arm.onlyIf }),
    set: [
      ...(group.mixedInstancesPolicy === undefined ? [] : [setting(`${path}.mixedInstancesPolicy.launchTemplate`, undefined)]),
      setting(`${path}.instanceTypes`, names),
      ...(times === 1 ? [] : Object.entries(sizes).map(([key, value]) => setting(`${path}.${key}`, value))),
      ...(arm?.set ?? []),
    ],
    change: [...(arm === null ? [] : ARM_NOTES), ...changeOf(provider, names, times === 1 ? null : sizes)],
  };
}

const ARM_NOTES = [
  { note: 'only if all images are multi-architecture: docker manifest inspect IMAGE must list arm64' },
  {
    note: 'first give the launch template the ECS-optimised AMI for arm64: /aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended',
  },
];

function otherArchitecture(advised: Advised, provider: ProviderText, { architecture }: CatalogType): OtherArchitecture {
  if (architecture === 'arm64') return onArm(advised, provider);
  return { why: 'the tasks run on arm64' };
}

/**
 * The refresh replaces instances one for one: a group of smaller instances may grow before it, and a group of larger ones shrinks after it.
 * ECS keeps control of DesiredCapacity where it scales the group.
 */
function changeOf(provider: ProviderText, names: readonly string[], sizes: ReturnType<typeof scaledSizes> | null): ChangeStep[] {
  const mixed = mixedOption(provider, { types: names });
  const refresh = refreshGroup(provider);
  if (sizes === null) return [updateGroup(provider, mixed), refresh];
  const isScaled = provider.autoScalingGroupProvider.managedScaling.status === 'ENABLED';
  const options = {
    'min-size': `${sizes.minSize}`,
    'max-size': `${sizes.maxSize}`,
    ...(isScaled ? {} : { 'desired-capacity': `${sizes.desiredCapacity}` }),
  };
  if (sizes.maxSize > provider.autoScalingGroup.maxSize) return [updateGroup(provider, { ...mixed, ...options }), refresh];
  return [updateGroup(provider, mixed), refresh, { after: 'when the refresh is done' }, updateGroup(provider, options)];
}
