import type { PresentText, Scenario, ServiceText, WorkloadText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';

type TaskText = PresentText['tasks'][number];
type Definitions = readonly (TaskDefinition | undefined)[];

/** The service of a task group; undefined for one of standalone tasks. */
export function serviceOfGroup(group: string): string | undefined {
  return group.startsWith('service:') ? group.slice('service:'.length) : undefined;
}

/**
 * The workload of a standalone task: the one that it names, else the first with its task definition; one with the same group comes first.
 */
export function workloadOf(task: TaskText, { workloads }: Scenario, definitions: Definitions): WorkloadText | undefined {
  if (task.workload !== undefined) return workloads.find(({ name }) => name === task.workload);
  const definition = findDefinition(task.taskDefinition, definitions);
  const same = workloads.filter((one) => findDefinition(one.taskDefinition, definitions) === definition && definition !== undefined);
  return same.find(({ group }) => group === task.group) ?? same[0];
}

/** Task definitions of a service's tasks and ACTIVE deployments other than its current one: the older ones, oldest first. */
export function olderDefinitions(service: ServiceText, { present }: Scenario, definitions: Definitions): number[] {
  if (present === undefined) return [];
  const deployments = present.services.find(({ serviceName }) => serviceName === service.serviceName)?.deployments ?? [];
  const active = deployments.flatMap(({ status, taskDefinition, createdAt = '' }) =>
    status === 'ACTIVE' ? [{ taskDefinition, createdAt }] : [],
  );
  const inOrder = active.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map(({ taskDefinition }) => taskDefinition);
  const current = findDefinition(service.taskDefinition, definitions);
  const all = [...(definitionsOfTasks(present).get(service.serviceName)?.values() ?? []), ...inOrder];
  const older = all.map((reference) => findDefinition(reference, definitions));
  return [...new Set(older)].filter((one): one is number => one !== undefined && one !== current);
}

const definitionsOf = new WeakMap<PresentText, ReadonlyMap<string, ReadonlySet<string>>>();

/** Task definitions of the present tasks by service, computed once for all services. */
function definitionsOfTasks(present: PresentText): ReadonlyMap<string, ReadonlySet<string>> {
  const found = definitionsOf.get(present) ?? definitionsByService(present);
  definitionsOf.set(present, found);
  return found;
}

function definitionsByService({ tasks }: PresentText): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { group, taskDefinition } of tasks) {
    const name = serviceOfGroup(group);
    if (name === undefined) continue;
    const set = found.get(name) ?? new Set();
    found.set(name, set.add(taskDefinition));
  }
  return found;
}
