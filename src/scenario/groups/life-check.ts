import { type Context, checkUnique } from '../context.js';
import type { GroupText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import { hasSpot, typesOf } from './setup.js';

/** The hook that ECS creates for managed draining (C.MID-01). */
const MANAGED_DRAINING_HOOK = 'ecs-managed-draining-termination-hook';

export function checkHooks(context: Context, path: Path, { lifecycleHookSpecificationList: hooks = [] }: GroupText): void {
  const at = [...path, 'lifecycleHookSpecificationList'];
  checkUnique(
    context,
    at,
    hooks.map(({ lifecycleHookName: name }, i) => ({ name, at: [i, 'lifecycleHookName'] })),
  );
  for (const [i, { lifecycleHookName: name }] of hooks.entries())
    if (name === MANAGED_DRAINING_HOOK)
      context.error(
        [...at, i, 'lifecycleHookName'],
        `${name} is what ECS makes for managedDraining: leave it out, managedDraining stands for it`,
      );
}

/** The first agent version with ECS_WARM_POOLS_CHECK (C.WARM-03). */
const CHECKS_FROM = [1, 59];

export function checkWarmPool(context: Context, path: Path, group: GroupText): void {
  const { warmPool, agentVersion } = group;
  if (warmPool === undefined) return;
  const at = [...path, 'warmPool'];
  if (hasSpot(group))
    context.error(at, 'is not for a group with Spot (A.ASG-15): give Spot a group and a capacity provider of its own, or remove the pool');
  if (!warmPool.warmPoolsCheck)
    context.warn(
      [...at, 'warmPoolsCheck'],
      'is false, as in AWS by default: instances register while they are made ready in the pool, take tasks, and lose them when they are stopped',
    );
  const [major = 0, minor = 0] = agentVersion.split('.').map(Number);
  const [majorFrom = 0, minorFrom = 0] = CHECKS_FROM;
  if (warmPool.warmPoolsCheck && (major < majorFrom || (major === majorFrom && minor < minorFrom)))
    context.error(
      [...at, 'warmPoolsCheck'],
      `needs agent ${CHECKS_FROM.join('.')}.0 or later (C.WARM-03), not agentVersion ${agentVersion}`,
    );
}

export function checkRefreshes(context: Context, path: Path, { instanceRefreshes = [] }: GroupText): void {
  for (const [i, { at, cancelAt, desiredConfiguration }] of instanceRefreshes.entries()) {
    const before = instanceRefreshes[i - 1];
    if (before !== undefined && durationMs(at) < durationMs(before.at))
      context.error([...path, 'instanceRefreshes', i, 'at'], `${at} is before ${before.at}: list refreshes in order of time`);
    if (cancelAt !== undefined && durationMs(cancelAt) <= durationMs(at))
      context.error([...path, 'instanceRefreshes', i, 'cancelAt'], `${cancelAt} is not after ${at}, when it begins`);
    if (
      desiredConfiguration !== undefined &&
      desiredConfiguration.launchTemplate === undefined &&
      typesOf(desiredConfiguration).length === 0
    )
      context.error(
        [...path, 'instanceRefreshes', i, 'desiredConfiguration'],
        'says nothing: give instanceTypes or launchTemplate: { version: 2 }, or leave it out for a new version of the launch template',
      );
  }
}
