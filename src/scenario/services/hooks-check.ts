import { HOOK_TIMEOUT_MINUTES, HOOKS_OF_TYPE_MAX, SHIFT_STAGES } from '../../services/deployments/native.js';
import { type Context, reportTooNew } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';

type Hooks = NonNullable<ServiceText['deploymentConfiguration']['lifecycleHooks']>;

/** Checks lifecycle hooks of a deployment that ECS or CodeDeploy shifts, and that each stage that a definition fails has one. */
export function checkHooks(context: Context, path: Path, service: ServiceText): void {
  const { lifecycleHooks = [], strategy = 'ROLLING' } = service.deploymentConfiguration;
  const place = [...path, 'deploymentConfiguration', 'lifecycleHooks'];
  if (lifecycleHooks.length > 0 && !reportTooNew(context, place)) {
    if (strategy === 'ROLLING') context.error(place, 'needs strategy: BLUE_GREEN, LINEAR or CANARY; a rolling update has no such stages');
    else checkNative(context, place, lifecycleHooks);
  }
  const stages = new Set<string>(lifecycleHooks.flatMap(({ lifecycleStages }) => lifecycleStages));
  (service.codeDeploy?.hooks ?? []).forEach(({ lifecycleEvent }, i) => {
    if (stages.has(lifecycleEvent))
      context.error([...path, 'codeDeploy', 'hooks', i, 'lifecycleEvent'], `${lifecycleEvent} has a hook already: one for each event`);
    stages.add(lifecycleEvent);
  });
  const list = service.deploymentController?.type === 'CODE_DEPLOY' ? 'codeDeploy.hooks' : 'deploymentConfiguration.lifecycleHooks';
  const modes = [
    { mode: service.failureMode, at: [] as Path },
    ...service.deployments.map(({ failureMode }, i) => ({ mode: failureMode, at: ['deployments', i] })),
  ];
  for (const { mode, at } of modes)
    for (const [i, stage] of (mode?.failedHooks ?? []).entries())
      if (!stages.has(stage))
        context.warn([...path, ...at, 'failureMode', 'failedHooks', i], `has no effect: no hook of ${list} is asked at ${stage}`);
}

/** N.HOOK-1 */
function checkNative(context: Context, place: Path, hooks: Hooks): void {
  for (const type of ['AWS_LAMBDA', 'PAUSE'] as const) {
    const { length } = hooks.filter(({ targetType }) => targetType === type);
    if (length > HOOKS_OF_TYPE_MAX) context.error(place, `has ${length} hooks of type ${type}: a service has at most ${HOOKS_OF_TYPE_MAX}`);
  }
  hooks.forEach(({ targetType, lifecycleStages, callBackDelay, timeoutConfiguration: { timeoutInMinutes } }, i) => {
    const most = HOOK_TIMEOUT_MINUTES[targetType];
    if (timeoutInMinutes > most)
      context.error(
        [...place, i, 'timeoutConfiguration', 'timeoutInMinutes'],
        `${timeoutInMinutes} is too long for ${targetType}: at most ${most}`,
      );
    if (targetType !== 'PAUSE') return;
    if (callBackDelay !== undefined) context.warn([...place, i, 'callBackDelay'], 'has no effect: a PAUSE calls no function');
    for (const [j, stage] of lifecycleStages.entries())
      if ((SHIFT_STAGES as readonly string[]).includes(stage))
        context.error(
          [...place, i, 'lifecycleStages', j],
          `${stage} is not possible for a PAUSE: PRE_PRODUCTION_TRAFFIC_SHIFT waits before traffic moves`,
        );
  });
}
