import { type CatalogType, findInstanceType, suggestInstanceTypes, trunkTasksUnder } from '../../catalog/instance-types.js';
import { isMissing, type Missing } from '../../catalog/missing.js';
import { onDemandPrice } from '../../catalog/prices.js';
import { type OperatingSystem, operatingSystemOf, RESERVED_HOST_PORTS, registeredMemory } from '../../catalog/registered.js';
import { volumeSlotsOf } from '../../catalog/volume-slots.js';
import { QUOTAS } from '../../services/rates/quotas.js';
import type { InstanceTypeSpec } from '../../sim/setup.js';
import { onDemandOf } from '../market/price-setup.js';
import type { Scenario } from '../schema.js';
import { nearest } from '../text/suggest.js';

/** The facts of a type by itself: its reserved ports by number. Port slots are only known when all task definitions are. */
export type InstanceTypeFacts = Omit<InstanceTypeSpec, 'reservedPorts' | 'portsMost'>;

/** A type for the simulation, or one sentence for each missing fact. */
export type ResolvedType = { readonly spec: InstanceTypeFacts } | { readonly faults: readonly string[] };

const GIVEN = 'given in the scenario';

/** The scenario's own types take precedence over the catalogue's. */
export function resolveInstanceType(name: string, scenario: Scenario): ResolvedType {
  const listed = scenario.instanceTypes.find((type) => type.name === name);
  if (listed !== undefined) {
    const { eniTasks, eniTasksTrunk = eniTasks, usdPerHour, volumeSlots, ...rest } = listed;
    const trunkSource = listed.eniTasksTrunk === undefined ? 'none' : 'given';
    const price = onDemandOf(scenario.prices.ec2[name] ?? usdPerHour);
    const slots = volumeSlots === undefined ? {} : { volumeSlots: { count: volumeSlots, isShared: false } };
    return { spec: { ...rest, ...slots, eniTasks, eniTasksTrunk, memorySource: 'given', trunkSource, ...price, priceSource: GIVEN } };
  }
  const type = findInstanceType(name);
  if (type === undefined) return { faults: [`there is no instance type ${JSON.stringify(name)}${suggestion(name, scenario)}`] };
  return resolveCatalogType(type, scenario);
}

/** The facts of a type that has been checked. */
export function factsOf(name: string, scenario: Scenario): InstanceTypeFacts {
  return (resolveInstanceType(name, scenario) as { spec: InstanceTypeFacts }).spec;
}

/** The AMI determines the operating system of EC2 types; a type of the scenario states its own. */
export function operatingSystemOfType(name: string, { instanceTypes, cluster }: Scenario): OperatingSystem {
  return instanceTypes.find((type) => type.name === name)?.operatingSystem ?? operatingSystemOf(cluster.ami);
}

function resolveCatalogType(type: CatalogType, { cluster, prices, region }: Scenario): ResolvedType {
  const operatingSystem = operatingSystemOf(cluster.ami);
  const memory = registeredMemory(type, cluster.ami);
  const givenPrice = prices.ec2[type.name];
  const price: (ReturnType<typeof onDemandOf> & { source: string; date: string }) | Missing =
    givenPrice !== undefined ? { ...onDemandOf(givenPrice), source: GIVEN, date: '' } : onDemandPrice(type.name, region, operatingSystem);
  if (isMissing(memory) || isMissing(price))
    return { faults: [memory, price].flatMap((answer) => (isMissing(answer) ? [answer.missing] : [])) };
  const slots = volumeSlotsOf(type);
  const { trunkLimits, trunkUnsupported } = cluster.accountSettings;
  const trunkTasks = operatingSystem === 'linux' ? trunkTasksUnder(trunkLimits, type, trunkUnsupported) : null;
  return {
    spec: {
      name: type.name,
      cpuUnits: type.cpuUnits,
      memoryMib: memory.memoryMib,
      memorySource: memory.basis,
      eniTasks: type.eniTasks,
      eniTasksTrunk: trunkTasks ?? type.eniTasks,
      trunkSource: trunkTasks === null ? 'none' : (type.trunkTasks?.source ?? 'none'),
      ...(slots === null ? {} : { volumeSlots: slots }),
      gpus: type.gpus,
      ...(type.gpuModel === null ? {} : { gpuModel: type.gpuModel }),
      architecture: type.architecture,
      operatingSystem,
      usdPerHour: price.usdPerHour,
      ...(price.pricePath === undefined ? {} : { pricePath: price.pricePath }),
      priceSource: price.date === '' ? price.source : `${price.source}, ${price.date}`,
    },
  };
}

function suggestion(name: string, scenario: Scenario): string {
  const known = scenario.instanceTypes.map((type) => type.name);
  const similar = nearest(name, known);
  const near = similar === undefined ? suggestInstanceTypes(name) : [similar];
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '; define it under instanceTypes';
}

/** Reserves those of the agent's ports (all tcp) that some task definition uses; the others never conflict. */
export function typeSpec(facts: InstanceTypeFacts, ports: readonly string[]): InstanceTypeSpec {
  const reserved = RESERVED_HOST_PORTS[facts.operatingSystem].map((port) => ports.indexOf(`tcp/${port}`));
  const reservedPorts = reserved.filter((slot) => slot >= 0);
  const portsMost = QUOTAS.hostPorts.limit - reserved.length + reservedPorts.length;
  return { ...facts, reservedPorts, ...(ports.length > portsMost ? { portsMost } : {}) };
}
