import type { Context } from '../context.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';

/** Each container whose behaviour is given must be one of a task definition that the work runs. */
export function checkContainers(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  if (work.containers === undefined) return;
  const deployed = 'deployments' in work ? work.deployments.flatMap(({ taskDefinition }) => taskDefinition ?? []) : [];
  const indexes = [work.taskDefinition, ...deployed].map((name) => findDefinition(name, context.definitions));
  const definitions = indexes.map((index) => (index === undefined ? undefined : context.definitions[index]));
  if (definitions.includes(undefined)) return;
  const names = definitions.flatMap((definition) => definition!.containers.map(({ name }) => name));
  for (const name of Object.keys(work.containers))
    if (!names.includes(name))
      context.error([...path, 'containers', name], `its task definition has no container ${JSON.stringify(name)}${instead(name, names)}`);
}
