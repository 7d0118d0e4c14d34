import { groupProviders } from '../../../scenario/cluster/providers.js';
import type { ProviderText, Scenario } from '../../../scenario/schema.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import type { ServiceSpec, Setup, WorkloadSpec } from '../../../sim/setup.js';
import { type Advised, setting } from '../what-if.js';

/** The changes that let tasks run on instances of the other architecture, or the reason that they cannot. */
export type OtherArchitecture = { readonly set: readonly Assignment[]; readonly onlyIf: string } | { readonly why: string };

/**
 * Returns whether the tasks of a group may run on arm64. Images of a definition without runtimePlatform.cpuArchitecture may be
 * multi-architecture, and ECS places its tasks on instances of either architecture. A definition that names X86_64 runs on that alone.
 */
export function onArm({ scenario, setup }: Advised, provider: ProviderText): OtherArchitecture {
  const isAlone = groupProviders(scenario).length === 1 && scenario.cluster.containerInstances.length === 0;
  const owners = [...setup.services, ...setup.workloads];
  const group = setup.providers.findIndex(({ name }) => name === provider.name);
  const placed = owners.map((owner) => ({ owner, where: placeOf(owner, { setup, group, isAlone }) }));
  const inGroup = new Set(placed.filter(({ where }) => where !== 'elsewhere').map(({ owner }) => owner.taskDefinition));
  const used = new Set(owners.map(({ taskDefinition }) => taskDefinition));
  // Definitions without an owner come by a deployment or a trace, and then run where their owner's do.
  const definitions = setup.taskDefinitions.flatMap((_, i) => (inGroup.has(i) || (isAlone && !used.has(i)) ? [i] : []));
  const shared = placed.find(({ owner, where }) => where !== 'only here' && inGroup.has(owner.taskDefinition));
  if (shared !== undefined) return { why: `${shared.owner.name} runs on other capacity as well, which is x86_64` };
  const fixed = definitions.find((i) => platformOf(scenario, i).cpuArchitecture !== undefined);
  if (fixed !== undefined)
    return { why: `the task definition ${setup.taskDefinitions[fixed]!.family} sets runtimePlatform.cpuArchitecture to X86_64` };
  if (definitions.some((i) => setup.taskDefinitions[i]!.operatingSystem === 'windows')) return { why: 'its tasks run on Windows' };
  return {
    set: definitions.map((i) =>
      setting(`${pathOf(scenario, i)}.runtimePlatform`, { ...platformOf(scenario, i), cpuArchitecture: 'ARM64' }),
    ),
    onlyIf: 'the images are multi-architecture: check each with docker manifest inspect IMAGE',
  };
}

interface Group {
  readonly setup: Setup;
  readonly group: number;
  readonly isAlone: boolean;
}

function placeOf(owner: ServiceSpec | WorkloadSpec, { group, isAlone }: Group): 'only here' | 'elsewhere' | 'both' {
  const { capacity } = owner;
  if (capacity.kind === 'launchType') return capacity.isExternal === true ? 'elsewhere' : isAlone ? 'only here' : 'both';
  if ('schedulingStrategy' in owner && owner.schedulingStrategy === 'DAEMON') return isAlone ? 'only here' : 'both';
  const [here, there] = [true, false].map((isHere) => capacity.items.some(({ provider }) => (provider === group) === isHere));
  return here ? (there ? 'both' : 'only here') : 'elsewhere';
}

interface Platform {
  readonly cpuArchitecture?: string;
}

/** A definition as register-task-definition takes it, or as describe-task-definition returns it: under `taskDefinition`. */
function platformOf({ taskDefinitions }: Scenario, i: number): Platform {
  const value = taskDefinitions[i] as { readonly taskDefinition?: object; readonly runtimePlatform?: Platform };
  return ((value.taskDefinition ?? value) as { readonly runtimePlatform?: Platform }).runtimePlatform ?? {};
}

function pathOf({ taskDefinitions }: Scenario, i: number): string {
  return typeof taskDefinitions[i]!.taskDefinition === 'object' ? `taskDefinitions.${i}.taskDefinition` : `taskDefinitions.${i}`;
}
