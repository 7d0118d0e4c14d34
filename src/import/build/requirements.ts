import { type CatalogType, listInstanceTypes } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice } from '../../catalog/prices.js';
import type { Place } from '../findings.js';
import { blockIn, field, textAt } from '../in-scenario-shape.js';
import { type Block, listOf } from '../plain-data.js';
import { reportRest } from '../unread-keys.js';
import type { Building } from './context.js';

/** Resolves attribute-based instance type selection (InstanceRequirements) to the cheapest matching types of the catalogue. */

const TYPES_MAX = 5;
const BURSTABLE = /^t\d/;
/** Families of each CPU manufacturer, by the letter after the generation. */
const MAKERS: Readonly<Record<string, RegExp>> = { amd: /^[a-z]+\d+[a-z]*a/, 'amazon-web-services': /^[a-z]+\d+[a-z]*g|^a1/ };

const READ = [
  ...['vCpuCount', 'memoryMiB', 'memoryGiBPerVCpu', 'acceleratorCount'].flatMap((key) => [`${key}.min`, `${key}.max`]),
  ...['bareMetal', 'burstablePerformance', 'instanceGenerations', 'cpuManufacturers', 'excludedInstanceTypes', 'allowedInstanceTypes'],
];

/** Returns the cheapest types of one architecture, since an image runs on one alone. */
export function typesMeeting(building: Building, requirements: Block, { place, image }: { place: Place; image: string }): string[] {
  const { findings, region } = building;
  reportRest(requirements, READ, { place, findings });
  const all = listInstanceTypes().filter((type) => isMet(type, requirements));
  const preferred = architectureOf(building, image);
  const ofPreferred = all.filter(({ architecture }) => architecture === preferred);
  const meets = (ofPreferred.length > 0 ? ofPreferred : all)
    .flatMap((type) => {
      const price = onDemandPrice(type.name, region);
      return isMissing(price) ? [] : [{ name: type.name, architecture: type.architecture, usdPerHour: price.usdPerHour }];
    })
    .sort((a, b) => a.usdPerHour - b.usdPerHour || (a.name < b.name ? -1 : 1));
  const names = meets.slice(0, TYPES_MAX).map(({ name }) => name);
  if (names.length === 0) findings.mistake(place, `no instance type of the catalogue with a price in ${region} meets these requirements`);
  else
    findings.assumed(
      place,
      `of ${meets.length} ${meets[0]!.architecture} types that meet the requirements the cheapest are taken: ${names.join(', ')}`,
      'autoScalingGroup.instanceTypes',
    );
  return names;
}

/** Returns the architecture that the image names, else that of the tasks, else x86_64. */
function architectureOf({ inventory }: Building, image: string): CatalogType['architecture'] {
  if (/arm64|aarch64/i.test(image)) return 'arm64';
  const architectures = inventory.taskDefinitions.map(({ value }) => textAt(blockIn(field(value, 'runtimePlatform')), 'cpuArchitecture'));
  return !/x86_64|amd64/i.test(image) && architectures.length > 0 && architectures.every((one) => one === 'ARM64') ? 'arm64' : 'x86_64';
}

function isMet(type: CatalogType, requirements: Block): boolean {
  const gibPerVcpu = type.nominalMemoryMib / 1024 / type.vcpus;
  return (
    !type.isMac &&
    isIn(type.vcpus, field(requirements, 'vCpuCount')) &&
    isIn(type.nominalMemoryMib, field(requirements, 'memoryMiB')) &&
    isIn(gibPerVcpu, field(requirements, 'memoryGiBPerVCpu')) &&
    isIn(type.gpus + (type.accelerators?.count ?? 0), field(requirements, 'acceleratorCount') ?? { max: 0 }) &&
    isIncluded(type.isBareMetal, field(requirements, 'bareMetal')) &&
    isIncluded(BURSTABLE.test(type.family), field(requirements, 'burstablePerformance')) &&
    isGeneration(type, listOf(field(requirements, 'instanceGenerations'))) &&
    isMadeBy(type.family, listOf(field(requirements, 'cpuManufacturers'))) &&
    isNamed(type.name, requirements)
  );
}

function isIn(value: number, range: unknown): boolean {
  const bounds = blockIn(range);
  if (bounds === undefined) return true;
  const [min, max] = [field(bounds, 'min'), field(bounds, 'max')];
  return (min === undefined || value >= Number(min)) && (max === undefined || value <= Number(max));
}

/** Excludes the feature unless it is requested, which is EC2's default. */
function isIncluded(has: boolean, request: unknown): boolean {
  return request === 'required' ? has : request === 'included' || !has;
}

function isGeneration({ isCurrentGeneration }: CatalogType, generations: readonly unknown[]): boolean {
  return generations.length === 0 || generations.includes(isCurrentGeneration ? 'current' : 'previous');
}

function isMadeBy(family: string, makers: readonly unknown[]): boolean {
  if (makers.length === 0) return true;
  const maker = Object.keys(MAKERS).find((name) => MAKERS[name]!.test(family)) ?? 'intel';
  return makers.includes(maker);
}

function isNamed(name: string, requirements: Block): boolean {
  const matches = (pattern: unknown) => isLike(name, String(pattern));
  const allowed = listOf(field(requirements, 'allowedInstanceTypes'));
  return !listOf(field(requirements, 'excludedInstanceTypes')).some(matches) && (allowed.length === 0 || allowed.some(matches));
}

/** Matches `*` as any characters. No regular expression is built from untrusted input. */
function isLike(name: string, pattern: string): boolean {
  const parts = pattern.split('*');
  let from = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === 0 ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return parts.at(-1) === '' || name.endsWith(parts.at(-1)!);
}
