import type { Context } from '../context.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';

/** Reports what prevents a service or standalone tasks from running the definition on container instances (C.GEN-02). */
export function checkOnInstances(context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition): void {
  const [launchType, where] = work.launchType === 'EXTERNAL' ? (['EXTERNAL', 'external instances'] as const) : (['EC2', 'EC2'] as const);
  for (const { message } of definition.refusals[launchType])
    context.error([...path, 'taskDefinition'], `${definition.family} cannot run on ${where}: ${message}`);
  if (work.platformVersion !== undefined)
    context.error([...path, 'platformVersion'], `is of Fargate only, and this runs on ${where}; leave it out`);
}
