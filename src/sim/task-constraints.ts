import type { ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from './setup.js';

/**
 * Returns the memberOf expressions that a task must fulfil, its task definition's first. None for StartTask: its caller chooses the
 * instances.
 */
export function memberOfTask(work: ServiceSpec | WorkloadSpec, { memberOf = [] }: TaskDefinitionSpec): readonly string[] {
  if ('startOn' in work && work.startOn !== undefined) return [];
  return memberOf.length === 0 ? work.memberOf : [...memberOf, ...work.memberOf];
}

export function definitionsOf(work: ServiceSpec | WorkloadSpec, { taskDefinitions }: Setup): readonly TaskDefinitionSpec[] {
  const revisions = 'deploymentSpec' in work ? work.deploymentSpec?.revisions : undefined;
  return (revisions ?? [work]).map(({ taskDefinition }) => taskDefinitions[taskDefinition]);
}
