import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';

/**
 * Checks lifecycle hooks of a deployment that ECS or CodeDeploy shifts: at most one per stage, and a hook for each stage that a definition
 * fails.
 */
export function checkHooks(context: Context, path: Path, service: ServiceText): void {
  const { lifecycleHooks = [], strategy = 'ROLLING' } = service.deploymentConfiguration;
  const place = [...path, 'deploymentConfiguration', 'lifecycleHooks'];
  if (lifecycleHooks.length > 0 && strategy === 'ROLLING')
    context.error(place, 'needs strategy: BLUE_GREEN, LINEAR or CANARY; a rolling update has no such stages');
  const asked = new Set<string>();
  lifecycleHooks.forEach(({ lifecycleStages }, i) => {
    for (const [j, stage] of lifecycleStages.entries()) {
      const at = [...place, i, 'lifecycleStages', j];
      if (asked.has(stage)) context.error(at, `${stage} has a hook already: one for each stage is simulated`);
      if (stage === 'RECONCILE_SERVICE') context.warn(at, 'RECONCILE_SERVICE has no effect: that stage is not simulated');
      asked.add(stage);
    }
  });
  (service.codeDeploy?.hooks ?? []).forEach(({ lifecycleEvent }, i) => {
    if (asked.has(lifecycleEvent))
      context.error([...path, 'codeDeploy', 'hooks', i, 'lifecycleEvent'], `${lifecycleEvent} has a hook already: one for each event`);
    asked.add(lifecycleEvent);
  });
  const list = service.deploymentController?.type === 'CODE_DEPLOY' ? 'codeDeploy.hooks' : 'deploymentConfiguration.lifecycleHooks';
  const modes = [
    { mode: service.failureMode, at: [] as Path },
    ...service.deployments.map(({ failureMode }, i) => ({ mode: failureMode, at: ['deployments', i] })),
  ];
  for (const { mode, at } of modes)
    for (const [i, stage] of (mode?.failedHooks ?? []).entries())
      if (!asked.has(stage))
        context.warn([...path, ...at, 'failureMode', 'failedHooks', i], `has no effect: no hook of ${list} is asked at ${stage}`);
}
