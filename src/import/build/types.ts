import { type CatalogType, findInstanceType, suggestInstanceTypes } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { fargatePrice, onDemandPrice, spotOf } from '../../catalog/prices.js';
import { providerOfLaunchType } from '../../scenario/cluster/providers.js';
import type { Place } from '../findings.js';
import { isBlock, listOf, shortText } from '../plain-data.js';
import { answeredType, guessedUsd, USD_PER_VCPU_HOUR } from './answered-types.js';
import type { Building, Part } from './context.js';

/** Reports unknown instance types, and types without a price in the catalogue. */

const ELSEWHERE = 'us-east-1';
const SPOT_GUESS = { savingsPercent: 60, interruptionBucket: '5-10%' };

interface Use {
  readonly name: string;
  readonly place: Place;
  readonly isSpot: boolean;
}

/** Reports instance types that the catalogue lacks, and adds given types and missing prices. */
export function checkTypes(building: Building): void {
  const { draft, scenario } = building;
  const placeOf = (part: object) => draft.originOf(part) ?? { file: '', field: '' };
  const groups = scenario.cluster.capacityProviders.flatMap((provider) => {
    if (typeof provider === 'string') return [];
    const group = provider.autoScalingGroup as Part;
    return listOf(group.instanceTypes).map((type) => ({ name: String(type), place: placeOf(provider), isSpot: buysSpot(group) }));
  });
  const present = listOf(scenario.present?.containerInstances).filter(isBlock) as Part[];
  const fixed = [...scenario.cluster.containerInstances, ...present].map((part) => ({
    name: String(part.instanceType),
    place: placeOf(part),
    isSpot: part.lifecycle === 'spot',
  }));
  for (const use of [...groups, ...fixed]) checkType(building, use);
  checkFargate(building);
}

function buysSpot({ mixedInstancesPolicy: policy }: Part): boolean {
  const distribution = isBlock(policy) ? policy.instancesDistribution : undefined;
  return isBlock(distribution) && Number(distribution.onDemandPercentageAboveBaseCapacity ?? 100) < 100;
}

function checkType(building: Building, use: Use): void {
  const { scenario, findings, instanceTypes } = building;
  const { name, place } = use;
  const given = instanceTypes.get(name);
  const isOwn = scenario.instanceTypes.some((type) => type.name === name);
  if (given !== undefined && !isOwn) scenario.instanceTypes.push(given);
  const known = findInstanceType(name);
  const answered = known === undefined && given === undefined && !isOwn ? answeredType(building, name) : undefined;
  if (answered !== undefined) addAnswered(building, name, answered);
  else if (known === undefined && given === undefined && !isOwn) {
    const near = suggestInstanceTypes(name);
    const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
    findings.mistake(
      place,
      `there is no instance type ${shortText(name)}${meant}; define it with --instance-type ${name}=CPU_UNITS,MEMORY_MIB,USD_PER_HOUR`,
    );
    return;
  }
  if (known !== undefined && given === undefined && !isOwn) checkPrice(building, use, known);
  if (use.isSpot) checkSpot(building, use);
}

function addAnswered({ scenario, findings }: Building, name: string, { part, place }: NonNullable<ReturnType<typeof answeredType>>): void {
  scenario.instanceTypes.push(part);
  const { cpuUnits, memoryMib, usdPerHour } = part;
  findings.understood(place, `${name} has ${cpuUnits} CPU units and ${memoryMib} MiB: the catalogue does not have it`);
  findings.assumed(
    place,
    `${name} costs ${usdPerHour} USD an hour (${USD_PER_VCPU_HOUR} for each vCPU): the catalogue does not have the type`,
    'instanceTypes',
  );
}

function checkPrice({ scenario, region, findings }: Building, { name, place }: Use, { vcpus }: CatalogType): void {
  if (!isMissing(onDemandPrice(name, region)) || Object.hasOwn(scenario.prices.ec2, name)) return;
  const elsewhere = onDemandPrice(name, ELSEWHERE);
  const usd = isMissing(elsewhere) ? guessedUsd(vcpus) : elsewhere.usdPerHour;
  scenario.prices.ec2[name] = usd;
  const basis = isMissing(elsewhere) ? `${USD_PER_VCPU_HOUR} for each vCPU` : `as in ${ELSEWHERE}`;
  findings.assumed(
    place,
    `${name} costs ${usd} USD an hour in ${region} (${basis}): the catalogue has no price there`,
    `prices.ec2.${name}`,
  );
}

function checkSpot({ scenario, region, findings }: Building, { name, place }: Use): void {
  if (!isMissing(spotOf(name, region)) || Object.hasOwn(scenario.prices.spot, name)) return;
  const elsewhere = spotOf(name, ELSEWHERE);
  const { savingsPercent, interruptionBucket } = isMissing(elsewhere) ? SPOT_GUESS : elsewhere;
  scenario.prices.spot[name] = { savingsPercent, interruptionBucket };
  const basis = isMissing(elsewhere) ? 'a guess' : `as in ${ELSEWHERE}`;
  const message = `${name} on Spot saves ${savingsPercent} %, interrupted ${interruptionBucket} a month (${basis}): the catalogue does not say`;
  findings.assumed(place, message, `prices.spot.${name}`);
}

const ARCHITECTURES = ['x86_64', 'arm64'] as const;
const CAPACITIES = ['on-demand', 'spot'] as const;
type Architecture = (typeof ARCHITECTURES)[number];
type Capacity = (typeof CAPACITIES)[number];

/** Fills in the prices of Fargate that the catalogue lacks, for the architectures of the definitions. */
function checkFargate({ scenario, region, findings }: Building): void {
  const works = [...scenario.services, ...scenario.workloads];
  const isUsed =
    scenario.cluster.capacityProviders.some((one) => typeof one === 'string') ||
    works.some(({ launchType }) => providerOfLaunchType(String(launchType)) !== undefined);
  if (!isUsed) return;
  const used = new Set(scenario.taskDefinitions.map(({ runtimePlatform }) => (isArm(runtimePlatform) ? 'arm64' : 'x86_64')));
  const linux: Record<string, Record<string, unknown>> = {};
  for (const arch of ARCHITECTURES.filter((one) => used.has(one)))
    for (const capacity of CAPACITIES) {
      if (fargateRates(region, arch, capacity) !== null) continue;
      const [rates, basis] = ratesElsewhere(region, arch, capacity);
      if (rates === null) continue;
      linux[arch] = { ...linux[arch], [capacity]: rates };
      findings.assumed(
        { file: '', field: '' },
        `${capacity === 'spot' ? 'Fargate Spot' : 'Fargate'} on ${arch} costs ${rates.usdPerVcpuHour} USD a vCPU-hour and ${rates.usdPerGbHour} USD a GB-hour in ${region} (${basis}): the catalogue has no price there`,
        `prices.fargate.linux.${arch}.${capacity}`,
      );
    }
  if (Object.keys(linux).length > 0) scenario.prices.fargate = { linux };
}

function isArm(platform: unknown): boolean {
  return isBlock(platform) && platform.cpuArchitecture === 'ARM64';
}

interface Rates {
  readonly usdPerVcpuHour: number;
  readonly usdPerGbHour: number;
}

function fargateRates(region: string, arch: Architecture, capacity: Capacity): Rates | null {
  const price = fargatePrice({ region, os: 'linux', arch, capacity });
  return isMissing(price) ? null : { usdPerVcpuHour: price.usdPerVcpuHour, usdPerGbHour: price.usdPerGbHour };
}

/** Those of another region, or else, for Spot on arm64, the share of On-Demand that Spot costs on x86_64; with the basis in words. */
function ratesElsewhere(region: string, arch: Architecture, capacity: Capacity): [Rates | null, string] {
  const elsewhere = fargateRates(ELSEWHERE, arch, capacity);
  if (elsewhere !== null || capacity === 'on-demand') return [elsewhere, `as in ${ELSEWHERE}`];
  const here = (architecture: Architecture, at: Capacity) =>
    fargateRates(region, architecture, at) ?? fargateRates(ELSEWHERE, architecture, at);
  const [own, full, spot] = [here(arch, 'on-demand'), here('x86_64', 'on-demand'), here('x86_64', 'spot')];
  if (own === null || full === null || spot === null) return [null, ''];
  const share = (key: keyof Rates) => Number(((own[key] * spot[key]) / full[key]).toPrecision(4));
  return [
    { usdPerVcpuHour: share('usdPerVcpuHour'), usdPerGbHour: share('usdPerGbHour') },
    'the share of On-Demand that Spot costs on x86_64',
  ];
}
