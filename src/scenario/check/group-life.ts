import type { Path } from '../problem.js';
import type { GroupText } from '../schema/scenario.js';
import { type Context, checkUnique } from './context.js';

/** ECS makes it for managed draining (C.MID-01). */
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
