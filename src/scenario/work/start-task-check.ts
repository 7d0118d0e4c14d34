import type { Context } from '../context.js';
import type { WorkloadText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { checkWhereToRun } from './where-to-run-check.js';

/** Keys that StartTask does not have, because it does no placement. */
const NOT_TAKEN = ['capacityProviderStrategy', 'placementStrategy', 'placementConstraints'] as const;

/** Checks StartTask: it needs container instances of launch type EC2, which it names. */
export function checkStartTask(context: Context, path: Path, workload: WorkloadText): void {
  const {
    launchType = 'EC2',
    count,
    startTask,
    capacityProviderStrategy: _,
    placementStrategy: _s,
    placementConstraints: _c,
    ...rest
  } = workload;
  for (const key of NOT_TAKEN)
    if (workload[key] !== undefined)
      context.error([...path, key], 'stands beside startTask, which names the instances itself: leave it out');
  if (launchType !== 'EC2')
    context.error(
      [...path, 'launchType'],
      `${launchType} has no container instances that StartTask could name: leave it out, or leave out startTask`,
    );
  if (count > 1)
    context.error([...path, 'count'], `${count} is not possible with startTask, which starts a task on each instance: leave it out`);
  const { containerInstances } = startTask!;
  containerInstances.forEach((instance, i) => {
    if (containerInstances.indexOf(instance) < i)
      context.error(
        [...path, 'startTask', 'containerInstances', i],
        `${instance} is there already: a call starts one task on each instance`,
      );
  });
  checkWhereToRun(context, path, { ...rest, count, startTask, launchType: 'EC2' });
}
