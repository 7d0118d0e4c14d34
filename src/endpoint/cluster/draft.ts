import { groupNameOf } from '../../answers/groups.js';
import type { Scenario } from '../../scenario/schema.js';
import { parseReference } from '../../scenario/task-definition/check.js';
import type { Setup } from '../../sim/setup.js';

type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

/** A scenario with every default written in, as it is being changed. */
export type Draft = Writable<Scenario>;
export type ServiceDraft = Draft['services'][number];

/**
 * Returns the scenario as a draft to which calls can add. Every service gets deployments, which a call may begin at any time, and every name
 * of a task definition gets its revision, because a call may register a higher one.
 */
export function draftOf({ expect: _, ...scenario }: Scenario, duration: string, setup: Setup): Draft {
  const draft = structuredClone({ ...scenario, duration }) as Draft;
  const named = (reference: string) => pinned(reference, setup);
  for (const service of draft.services) {
    // A service with a failure mode, even one that fails nothing, has the state of its deployments in the engine.
    service.failureMode ??= {} as never;
    if (service.taskDefinition !== undefined) service.taskDefinition = named(service.taskDefinition);
    for (const deployment of service.deployments)
      if (deployment.taskDefinition !== undefined) deployment.taskDefinition = named(deployment.taskDefinition);
    for (const set of service.taskSets ?? []) set.taskDefinition = named(set.taskDefinition);
  }
  for (const workload of draft.workloads) workload.taskDefinition = named(workload.taskDefinition);
  return draft;
}

/** Returns `family:revision`; the highest revision where the reference has none. */
function pinned(reference: string, { taskDefinitions }: Setup): string {
  const { family, revision } = parseReference(reference);
  const revisions = taskDefinitions.filter((one) => one.family === family).map((one) => one.revision);
  return `${family}:${revision ?? Math.max(...revisions)}`;
}

export type ProviderDraft = Exclude<Draft['cluster']['capacityProviders'][number], string>;

/** Returns the provider of a group by its own name. */
export function providerNamed({ cluster }: Readonly<Draft>, name: string): ProviderDraft | undefined {
  return cluster.capacityProviders.find((one): one is ProviderDraft => typeof one !== 'string' && one.name === name);
}

/** The provider of a group by the name of the group, which is that of the provider unless it has another. */
export function groupNamed({ cluster }: Readonly<Draft>, name: string): ProviderDraft | undefined {
  return cluster.capacityProviders.find((one): one is ProviderDraft => typeof one !== 'string' && groupNameOf(one as never) === name);
}

/** Returns another name for a deleted resource, numbered, so that its own is free again. */
export function retiredName(taken: readonly string[], name: string): string {
  for (let life = 1; ; life++) if (!taken.includes(`${name}--${life}`)) return `${name}--${life}`;
}

/** Gives a service that was deleted another name, everywhere but in the tags and definitions of others. */
export function renameService(draft: Draft, was: string, name: string): void {
  const { services, ...others } = draft;
  const service = services.find(({ serviceName }) => serviceName === was)!;
  service.drawnBy ??= was;
  service.serviceName = name;
  visit(others);

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const own = value as Record<string, unknown>;
    for (const [key, inner] of Object.entries(own)) {
      if (inner === was && (key === 'service' || key === 'serviceName')) own[key] = name;
      else if (Array.isArray(inner) && key === 'services') own[key] = inner.map((one) => (one === was ? name : one));
      else if (inner === `service:${was}` && key === 'group') own[key] = `service:${name}`;
      visit(own[key]);
    }
  }
}

/** Gives a group that was deleted another name, and its provider where that has the same. */
export function renameGroup(draft: Draft, was: string, name: string): void {
  const own = groupNamed(draft, was) ?? providerNamed(draft, was)!;
  if (groupNameOf(own as never) === was) own.autoScalingGroup.autoScalingGroupName = name;
  if (own.name === was) renameProvider(draft, was, name);
}

/** Gives a provider another name, everywhere: strategies and faults name it. Its group keeps its own. */
export function renameProvider(draft: Draft, was: string, name: string): void {
  const provider = providerNamed(draft, was)!;
  provider.drawnBy ??= was;
  provider.name = name;
  visit(draft);

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const own = value as Record<string, unknown>;
    if (own.capacityProvider === was) own.capacityProvider = name;
    for (const inner of Object.values(own)) visit(inner);
  }
}

/** Returns the name of a policy. In the scenario each alarm has a policy of its own: those of a policy's further alarms are numbered. */
export function startedBy(policyName: string): string {
  return policyName.replace(/#alarm\d+$/, '');
}
