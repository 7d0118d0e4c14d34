import { findInstanceType } from '../../catalog/instance-types.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import type { Place } from '../findings.js';
import { isBlock, listOf } from '../plain-data.js';
import type { Building, Part } from './context.js';
import { type Known, referenceTo } from './definitions.js';
import { providerName } from './providers.js';

/** Adds capacity that a run needs and the input does not describe. */

interface Work {
  readonly part: Part;
  readonly known: Known | undefined;
}

const TYPES: Readonly<Record<'x86_64' | 'arm64' | 'gpu', readonly string[]>> = {
  x86_64: ['m5.large', 'm5.xlarge', 'm5.2xlarge', 'm5.4xlarge', 'm5.8xlarge', 'm5.12xlarge', 'm5.24xlarge'],
  arm64: ['m6g.large', 'm6g.xlarge', 'm6g.2xlarge', 'm6g.4xlarge', 'm6g.8xlarge', 'm6g.16xlarge'],
  gpu: ['g4dn.xlarge', 'g4dn.2xlarge', 'g4dn.4xlarge', 'g4dn.8xlarge', 'g4dn.12xlarge', 'p3.16xlarge'],
};
/** Rounded share of memory that the agent registers. */
const MEMORY_SHARE = 0.9;
const GROUP_MAX = 100;

/** Adds the capacity that tasks name or need and the input lacks: Fargate, groups, instances and external instances. */
export function assumeCapacity(building: Building, definitions: readonly Known[]): void {
  const { scenario } = building;
  const works: Work[] = [...scenario.services, ...scenario.workloads].map((part) => ({
    part,
    known: definitions.find((known) => referenceTo(known, definitions) === part.taskDefinition),
  }));
  for (const work of works) nameFargate(building, work);
  for (const name of namedProviders(building)) assumeProvider(building, name, works);
  assumeInstances(building, works);
  assumeExternal(building, works);
}

/** Sets Fargate for a service without a launch type whose definition is compatible with Fargate only. */
function nameFargate({ scenario, findings, draft }: Building, { part, known }: Work): void {
  if (known === undefined || part.launchType !== undefined || part.capacityProviderStrategy !== undefined) return;
  if (scenario.cluster.defaultCapacityProviderStrategy !== undefined || known.definition.launchTypes.includes('EC2')) return;
  part.launchType = 'FARGATE';
  const name = String(part.serviceName ?? part.name);
  draft.remark(part, 'launchType', 'assumed: its task definition runs nowhere else');
  findings.assumed(
    draft.originOf(part) ?? known.place,
    `${name} runs on Fargate, as its task definition cannot run on instances`,
    `services.${name}.launchType`,
  );
}

function strategiesOf({ scenario }: Building): Part[] {
  const works = [...scenario.services, ...scenario.workloads].flatMap(({ capacityProviderStrategy }) => listOf(capacityProviderStrategy));
  return [...works, ...listOf(scenario.cluster.defaultCapacityProviderStrategy)].filter(isBlock);
}

/** Adds providers that strategies name and the input does not describe. */
function namedProviders(building: Building): string[] {
  const { cluster } = building.scenario;
  const known = cluster.capacityProviders.map((provider) => (typeof provider === 'string' ? provider : String(provider.name)));
  const named = [...new Set(strategiesOf(building).map(({ capacityProvider }) => String(capacityProvider)))].filter(
    (name) => !known.includes(name),
  );
  cluster.capacityProviders.push(...named.filter((name) => ACCOUNT_PROVIDERS.includes(name)));
  return named.filter((name) => !ACCOUNT_PROVIDERS.includes(name));
}

function assumeProvider({ scenario, findings, draft }: Building, name: string, works: readonly Work[]): void {
  const users = works.filter(({ part }) =>
    listOf(part.capacityProviderStrategy).some((item) => isBlock(item) && item.capacityProvider === name),
  );
  const type = typeFor(users.length > 0 ? users : works);
  const provider: Part = {
    name: providerName(name),
    autoScalingGroupProvider: { managedScaling: { status: 'ENABLED' } },
    autoScalingGroup: { instanceTypes: [type], minSize: 0, maxSize: GROUP_MAX },
  };
  scenario.cluster.capacityProviders.push(provider);
  const message = `the capacity provider ${name} has 0 to ${GROUP_MAX} instances of ${type} with managed scaling: nothing in the input describes it`;
  draft.remark(provider, null, `assumed: ${message}`);
  findings.assumed(placeOf(draft, users) ?? { file: '', field: '' }, message, `cluster.capacityProviders.${name}`);
}

function placeOf(draft: Building['draft'], works: readonly Work[]): Place | undefined {
  const [first] = works;
  return first === undefined ? undefined : draft.originOf(first.part);
}

function isOnInstances({ part }: Work, building: Building): boolean {
  if (part.launchType !== undefined) return part.launchType === 'EC2';
  const hasStrategy =
    part.capacityProviderStrategy !== undefined || building.scenario.cluster.defaultCapacityProviderStrategy !== undefined;
  return part.schedulingStrategy === 'DAEMON' || !hasStrategy;
}

/** Adds instances for tasks with launch type EC2 when the input describes none. */
function assumeInstances(building: Building, works: readonly Work[]): void {
  const { scenario, findings, draft } = building;
  const { capacityProviders, containerInstances } = scenario.cluster;
  const hosted = works.filter((work) => isOnInstances(work, building));
  const isThere = listOf(scenario.present?.containerInstances).length > 0;
  if (hosted.length === 0 || isThere || containerInstances.length > 0 || capacityProviders.some((provider) => typeof provider !== 'string'))
    return;
  const type = typeFor(hosted);
  const count = instancesFor(hosted, type);
  const instances: Part = { instanceType: type, count };
  containerInstances.push(instances);
  const message = `the cluster has ${count} instances of ${type}, enough for the tasks that have launch type EC2: the input describes none`;
  draft.remark(instances, null, `assumed: ${message}`);
  findings.assumed(placeOf(draft, hosted) ?? { file: '', field: '' }, message, 'cluster.containerInstances');
}

function assumeExternal({ scenario, findings, draft }: Building, works: readonly Work[]): void {
  const external = works.filter(({ part }) => part.launchType === 'EXTERNAL');
  if (external.length === 0 || listOf(scenario.present?.containerInstances).length > 0) return;
  const type = typeFor(external);
  const instances: Part = { instanceType: type, count: instancesFor(external, type), launchType: 'EXTERNAL' };
  scenario.cluster.containerInstances.push(instances);
  const message = `${String(instances.count)} external instances are as large as ${type}`;
  draft.remark(instances, null, `assumed: ${message}`);
  findings.assumed(placeOf(draft, external) ?? { file: '', field: '' }, message, 'cluster.containerInstances');
}

/** Returns the smallest type of a family that fits the largest task. */
function typeFor(works: readonly Work[]): string {
  const definitions = works.flatMap(({ known }) => (known === undefined ? [] : [known.definition]));
  const most = (amountOf: (definition: Known['definition']) => number) => Math.max(0, ...definitions.map(amountOf));
  const gpus = most(({ gpus: own, gpuMilli }) => own + (gpuMilli > 0 ? 1 : 0));
  const family = gpus > 0 ? TYPES.gpu : definitions.some(({ architecture }) => architecture === 'arm64') ? TYPES.arm64 : TYPES.x86_64;
  const fits = family.find((name) => {
    const type = findInstanceType(name)!;
    return (
      type.cpuUnits >= most(({ cpuUnits }) => cpuUnits) &&
      type.nominalMemoryMib * MEMORY_SHARE >= most(({ memoryMib }) => memoryMib) &&
      type.gpus >= gpus
    );
  });
  return fits ?? family.at(-1)!;
}

/** Returns the count that the summed reservations need, or one instance per task that reserves a host port. */
function instancesFor(works: readonly Work[], name: string): number {
  const type = findInstanceType(name)!;
  const sum = (amountOf: (definition: Known['definition']) => number) =>
    works.reduce(
      (total, { part, known }) =>
        total + (known === undefined ? 0 : Number(part.desiredCount ?? part.count ?? 1) * amountOf(known.definition)),
      0,
    );
  const ports = works.map(({ part, known }) =>
    known !== undefined && known.definition.ports.length > 0 ? Number(part.desiredCount ?? 1) : 0,
  );
  const needs = [
    sum(({ cpuUnits }) => cpuUnits) / type.cpuUnits,
    sum(({ memoryMib }) => memoryMib) / (type.nominalMemoryMib * MEMORY_SHARE),
    sum(({ eni }) => eni) / Math.max(1, type.eniTasks),
    sum(({ gpus }) => gpus) / Math.max(1, type.gpus),
    ...ports,
  ];
  return Math.min(100_000, Math.ceil(Math.max(1, ...needs)) + 1);
}
