import { notRebalanced } from '../../services/az-rebalancing.js';
import { gracePeriodProblems } from '../../services/health/rules.js';
import type { Path } from '../problem.js';
import type { ServiceText } from '../schema/scenario.js';
import { targetGroupName } from '../service-care.js';
import { instead } from '../suggest.js';
import { durationMs } from '../units.js';
import type { Context } from './context.js';
import { checkDefinitionName } from './where-to-run.js';

const ZONE_ATTRIBUTE = 'ecs.availability-zone';

/** Deployments, health and load balancers of a service. */
export function checkCare(context: Context, path: Path, service: ServiceText): void {
  checkDeployments(context, path, service);
  checkRebalancing(context, path, service);
  if (service.schedulingStrategy === 'DAEMON' && service.taskProtection !== undefined)
    context.error([...path, 'taskProtection'], 'a DAEMON service takes none: nothing scales it in');
  const { healthCheckGracePeriodSeconds, loadBalancers, deploymentConfiguration, deploymentAlarms } = service;
  for (const { path: at, message } of gracePeriodProblems(healthCheckGracePeriodSeconds ?? 0, loadBalancers.length > 0))
    context.error([...path, ...at], message);
  const { alarms } = deploymentConfiguration;
  if (alarms?.enable === true && deploymentAlarms.length === 0)
    context.warn([...path, 'deploymentConfiguration', 'alarms'], 'has no effect: deploymentAlarms says that no alarm ever goes off');
  if (alarms?.enable !== true && deploymentAlarms.length > 0)
    context.warn([...path, 'deploymentAlarms'], 'has no effect: write deploymentConfiguration: { alarms: { enable: true } }');
  const names = context.scenario.targetGroups.map(({ name }) => name);
  loadBalancers.forEach(({ targetGroupArn }, i) => {
    const name = targetGroupName(targetGroupArn);
    if (names.length > 0 && !names.includes(name))
      context.warn(
        [...path, 'loadBalancers', i, 'targetGroupArn'],
        `${JSON.stringify(name)} is none of targetGroups, and has AWS's defaults${instead(name, names)}`,
      );
  });
}

/** A.NW-1 */
function checkRebalancing(context: Context, path: Path, service: ServiceText): void {
  const { schedulingStrategy, deploymentConfiguration, loadBalancers, placementConstraints = [], placementStrategy = [] } = service;
  if (service.availabilityZoneRebalancing !== 'ENABLED') return;
  const [first] = placementStrategy;
  const why = notRebalanced({
    schedulingStrategy,
    controller: service.deploymentController?.type ?? 'ECS',
    maximumPercent: deploymentConfiguration.maximumPercent ?? 200,
    hasClassicLoadBalancer: loadBalancers.some(({ loadBalancerName }) => loadBalancerName !== undefined),
    hasZoneConstraint: placementConstraints.some(({ expression }) => expression?.includes(ZONE_ATTRIBUTE)),
    spreadsZonesFirst: first === undefined || (first.type === 'spread' && first.field?.toLowerCase() === `attribute:${ZONE_ATTRIBUTE}`),
  });
  const at = [...path, 'availabilityZoneRebalancing'];
  if (why !== null) context.error(at, `ENABLED ${why}; or write DISABLED`);
  else if (context.scenario.placement.policy !== undefined)
    context.error(at, 'ENABLED is not possible with placement.policy, which has its own mind where the next task goes; or write DISABLED');
}

function checkDeployments(context: Context, path: Path, service: ServiceText): void {
  const { deployments } = service;
  let before = 0;
  deployments.forEach(({ at, taskDefinition }, i) => {
    const place = [...path, 'deployments', i];
    if (durationMs(at) <= before) context.error([...place, 'at'], `${at} does not come after the deployment before it`);
    before = Math.max(before, durationMs(at));
    if (before >= durationMs(context.scenario.duration))
      context.warn([...place, 'at'], `${at} is not before the end of the run: this never happens`);
    if (taskDefinition !== undefined) checkDefinitionName(context, place, { ...service, taskDefinition });
  });
}
