import { type CatalogType, findInstanceType, listInstanceTypes } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice, spotOf } from '../../catalog/prices.js';
import type { Answers } from './answer.js';

/** The first questions of planners: the scenario with some changes, each under a name. */
interface FirstVariant {
  readonly name: string;
  readonly description: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** Types beside the own one that a group on Spot may launch: the more pools, the rarer it is that all are taken at once. */
const SPOT_TYPES_MAX = 4;

/** Returns the variants of a first scenario: trunking, binpack, target capacity, Spot and Graviton, as far as they apply. */
export function firstVariants(answers: Answers): FirstVariant[] {
  const type = findInstanceType(answers.instanceType)!;
  return [...trunking(answers, type), packed(answers), target(answers), ...spot(answers, type), ...graviton(answers, type)];
}

function trunking({ networkMode, services }: Answers, { trunkTasks }: CatalogType): FirstVariant[] {
  const mayHave = networkMode === 'awsvpc' || services.some(({ task }) => 'file' in task);
  if (!mayHave || trunkTasks?.source !== 'ecs') return [];
  const description = 'More tasks with a network interface of their own on each instance.';
  return [{ name: 'trunking', description, changes: { 'cluster.accountSettings.awsvpcTrunking': 'enabled' } }];
}

function packed({ services }: Answers): FirstVariant {
  const strategy = [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'binpack', field: 'memory' },
  ];
  const changes = Object.fromEntries(services.map(({ name }) => [`services.${name}.placementStrategy`, strategy]));
  return { name: 'packed', description: 'Over zones, and in each zone on as few instances as the tasks fit on.', changes };
}

function target({ targetCapacity }: Answers): FirstVariant {
  const other = targetCapacity === 100 ? 80 : 100;
  const description = other === 100 ? 'No instance is kept empty.' : 'One instance in five is kept empty.';
  return { name: `target-${other}`, description, changes: { 'cluster...targetCapacity': other } };
}

function spot({ region }: Answers, type: CatalogType): FirstVariant[] {
  const alike = listInstanceTypes().filter((other) => other !== type && isAlike(other, type));
  const priced = [type, ...alike].flatMap((one) => {
    const price = onDemandPrice(one.name, region, 'linux');
    return isMissing(price) || isMissing(spotOf(one.name, region)) ? [] : [{ name: one.name, usd: price.usdPerHour }];
  });
  const types = priced.sort((a, b) => a.usd - b.usd).slice(0, SPOT_TYPES_MAX);
  if (types.length === 0) return [];
  const group = 'cluster...autoScalingGroup';
  const distribution = { onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: 'price-capacity-optimized' };
  const changes = {
    [`${group}.instanceTypes`]: types.map(({ name }) => name),
    [`${group}.mixedInstancesPolicy`]: { instancesDistribution: distribution },
  };
  return [{ name: 'spot', description: 'All instances on Spot, of several types of one size.', changes }];
}

/** Of the same kind (m, c, r and the like) and size. */
function isAlike(other: CatalogType, { name, architecture, vcpus, nominalMemoryMib }: CatalogType): boolean {
  return (
    other.name[0] === name[0] && other.architecture === architecture && other.vcpus === vcpus && other.nominalMemoryMib === nominalMemoryMib
  );
}

/** Only if the task definitions are in the scenario: files state the architecture of theirs. */
function graviton({ instanceType, region, services }: Answers, { architecture }: CatalogType): FirstVariant[] {
  const [, kind, size] = /^([cmr])\d\w*\.(\w+)$/.exec(instanceType) ?? [];
  const arm = `${kind}7g.${size}`;
  if (architecture === 'arm64' || services.some(({ task }) => 'file' in task)) return [];
  if (findInstanceType(arm) === undefined || isMissing(onDemandPrice(arm, region, 'linux'))) return [];
  const platforms = services.map(({ name }) => [`taskDefinitions.${name}.runtimePlatform`, { cpuArchitecture: 'ARM64' }]);
  const changes = { 'cluster...instanceTypes': [arm], ...Object.fromEntries(platforms) };
  return [{ name: 'graviton', description: 'Arm processors: only if all images are built for them too.', changes }];
}
