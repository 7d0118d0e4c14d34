import { percentsInForce } from '../../services/deployments/percents.js';
import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';

/** N.EARLY-1 */
export function checkEarlySuccess(context: Context, path: Path, service: ServiceText): void {
  const { schedulingStrategy, deploymentController, deploymentConfiguration } = service;
  const { earlySuccessCriteria: early, strategy = 'ROLLING' } = deploymentConfiguration;
  if (early === undefined) return;
  const at = [...path, 'deploymentConfiguration', 'earlySuccessCriteria'];
  if (context.scenario.awsBehaviour === 'guide-2024')
    return context.error(at, 'is newer than guide-2024: leave it out, or write awsBehaviour: current');
  if (!early.enable) return;
  const controller = deploymentController?.type ?? 'ECS';
  if (strategy !== 'ROLLING' || controller !== 'ECS')
    return context.error(at, `is for rolling updates of ECS: this is ${controller === 'ECS' ? strategy : controller}. Leave it out`);
  const { minimumHealthyPercent } = percentsInForce({ schedulingStrategy, controller }, deploymentConfiguration);
  if (early.healthyPercent < minimumHealthyPercent)
    context.error(
      [...at, 'healthyPercent'],
      `${early.healthyPercent} is below the minimumHealthyPercent of ${minimumHealthyPercent}: give at least that`,
    );
}
