import { type CatalogType, findInstanceType, listInstanceTypes } from '../../catalog/instance-types.js';
import { groupProviders } from '../../scenario/cluster/providers.js';
import { typesOf } from '../../scenario/groups/setup.js';
import type { ProviderText, Scenario } from '../../scenario/schema.js';
import { mixedOption, refreshGroup, updateGroup } from './aws-commands.js';
import { groupPath, type Idea, type NotApplied, scaledSizes, setting, type WhatIf } from './what-if.js';

/** Returns what-ifs with each other size of the family, then with the same size in the next generation. */
export function typeIdeas(scenario: Scenario): Idea[] {
  return groupProviders(scenario).flatMap((provider) => [...familyIdeas(provider), ...generationIdeas(provider)]);
}

function familyIdeas(provider: ProviderText): Idea[] {
  const { own, first, none } = ownTypes(provider, 'type', 'another size of the family');
  if (first === undefined) return [none];
  const sizes = listInstanceTypes().filter(({ family, isBareMetal }) => family === first.family && !isBareMetal);
  return sizes
    .filter(({ name }) => own.length > 1 || name !== first.name)
    .map((type) => onTypes(provider, 'type', { types: [type], first }));
}

/** All types of the group change together: `m5.large, c5.large` to `m6i.large, c6i.large`. */
function generationIdeas(provider: ProviderText): Idea[] {
  const { own, first, none } = ownTypes(provider, 'generation', 'the next generation');
  if (first === undefined) return [none];
  const families = nextFamilies(first.family);
  if (families.length === 0) return [{ ...none, why: `the catalogue has no generation after ${first.family}` }];
  return families.map((family): Idea => {
    const types = [...new Set(own.map((name) => nextOf(name, family)))];
    const title = `${provider.name}: ${family}`;
    if (types.includes(undefined))
      return { kind: 'generation', title, why: `not all of ${own.join(', ')} have one in ${family} or its like` };
    return onTypes(provider, 'generation', { types: types as CatalogType[], first });
  });
}

function ownTypes(provider: ProviderText, kind: NotApplied['kind'], what: string) {
  const own = typesOf(provider.autoScalingGroup);
  const first = findInstanceType(own[0]!);
  const none: NotApplied = { kind, title: `${provider.name}: ${what}`, why: `${own[0]} is not in the catalogue of EC2` };
  return { own, first, none };
}

function onTypes(
  provider: ProviderText,
  kind: WhatIf['kind'],
  { types, first }: { types: readonly CatalogType[]; first: CatalogType },
): Idea {
  const names = types.map(({ name }) => name);
  const title = `${provider.name}: ${names.join(', ')}`;
  const other = types.find(({ architecture }) => architecture !== first.architecture);
  // The architecture of an image is unknown: a task definition states it, and would need another image.
  if (other !== undefined)
    return { kind, title, why: `${other.name} is ${other.architecture}, and the tasks are for ${first.architecture}` };
  const { autoScalingGroup: group } = provider;
  const path = groupPath(provider);
  const times = first.vcpus / types[0]!.vcpus;
  const sizes = scaledSizes(group, times);
  return {
    id: `${kind}-${provider.name}-${names.join('+')}`,
    kind,
    slot: `types-${provider.name}`,
    title,
    set: [
      ...(group.mixedInstancesPolicy === undefined ? [] : [setting(`${path}.mixedInstancesPolicy.launchTemplate`, undefined)]),
      setting(`${path}.instanceTypes`, names),
      ...(times === 1 ? [] : Object.entries(sizes).map(([key, value]) => setting(`${path}.${key}`, value))),
    ],
    change: changeOf(provider, names, times === 1 ? null : sizes),
  };
}

/**
 * The refresh replaces instances one for one: a group of smaller instances may grow before it, and a group of larger ones shrinks after it.
 * ECS keeps control of DesiredCapacity where it scales the group.
 */
function changeOf(provider: ProviderText, names: readonly string[], sizes: ReturnType<typeof scaledSizes> | null): string[] {
  const mixed = mixedOption(provider, { types: names });
  const refresh = refreshGroup(provider);
  if (sizes === null) return [updateGroup(provider, mixed), refresh];
  const isScaled = provider.autoScalingGroupProvider.managedScaling.status === 'ENABLED';
  const desired = isScaled ? '' : ` --desired-capacity ${sizes.desiredCapacity}`;
  const options = `--min-size ${sizes.minSize} --max-size ${sizes.maxSize}${desired}`;
  if (sizes.maxSize > provider.autoScalingGroup.maxSize) return [updateGroup(provider, `${mixed} ${options}`), refresh];
  return [updateGroup(provider, mixed), refresh, '# when the refresh is done:', updateGroup(provider, options)];
}

/** `m6id` is series m, generation 6, maker i, and option d. */
const FAMILY = /^([a-z]+)(\d+)([iag]?)([a-z]*(?:-.*)?)$/;

interface Parts {
  readonly series: string;
  readonly generation: number;
  /** Intel, AMD or AWS; empty for Intel in older generations. */
  readonly maker: string;
  readonly rest: string;
}

function partsOf(family: string): Parts | null {
  const [, series, generation, maker = '', rest = ''] = FAMILY.exec(family) ?? [];
  return series === undefined ? null : { series, generation: Number(generation), maker, rest };
}

/** Returns families of the next generation in the catalogue, of any maker of processors: m5 leads to m6a, m6g and m6i. */
export function nextFamilies(family: string): string[] {
  const own = partsOf(family);
  if (own === null) return [];
  const families = [...new Set(listInstanceTypes().map((type) => type.family))];
  const later = families.flatMap((name) => {
    const parts = partsOf(name);
    const isLike = parts !== null && parts.series === own.series && parts.rest === own.rest && parts.generation > own.generation;
    return isLike ? [{ name, generation: parts.generation }] : [];
  });
  const next = Math.min(...later.map(({ generation }) => generation));
  return later.filter(({ generation }) => generation === next).map(({ name }) => name);
}

/** Returns the same size in the next family of the type's own series, with the generation and the maker of `to`. */
function nextOf(name: string, to: string): CatalogType | undefined {
  const [family = '', size = ''] = name.split('.');
  const [own, next] = [partsOf(family), partsOf(to)];
  if (own === null || next === null) return undefined;
  return findInstanceType(`${own.series}${next.generation}${next.maker}${own.rest}.${size}`);
}
