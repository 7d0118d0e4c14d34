import { codeDeployProblems, nativeProblems } from '../../services/deployments/blue-green-rules.js';
import { percentsInForce } from '../../services/deployments/percents.js';
import { CODE_DEPLOY_DEFAULT } from '../../services/deployments/traffic.js';
import { gracePeriodProblems } from '../../services/health/rules.js';
import { GROUPS_PER_ACTION_MAX } from '../../services/load-balancing/limits.js';
import { loadBalancerProblems, type TargetGroup } from '../../services/load-balancing/rules.js';
import { kindNamed } from '../cluster/providers.js';
import { type Context, reportTooNew } from '../context.js';
import { checkStrategy } from '../placement/check.js';
import type { ServiceText, StrategyText } from '../schema.js';
import { isConnected } from '../settings/quotas-check.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { durationMs } from '../units.js';
import { checkServiceConnect } from '../work/service-connect-check.js';
import { checkDefinitionName } from '../work/where-to-run-check.js';
import { checkAlarms } from './deployment-alarms-check.js';
import { checkHooks } from './hooks-check.js';
import { whyNotRebalanced } from './rebalancing.js';
import { targetGroupAt, targetGroupName, typeOf } from './target-group.js';

/** Checks deployments, health and load balancers of a service. */
export function checkDeploymentsAndHealth(context: Context, path: Path, service: ServiceText): void {
  checkDeployments(context, path, service);
  checkRebalancing(context, path, service);
  checkEarlySuccess(context, path, service);
  if (service.schedulingStrategy === 'DAEMON' && service.taskProtection !== undefined)
    context.error([...path, 'taskProtection'], 'a DAEMON service takes none: nothing scales it in');
  checkController(context, path, service);
  checkBreaker(context, path, service);
  checkHooks(context, path, service);
  const { healthCheckGracePeriodSeconds, loadBalancers } = service;
  for (const { path: at, message } of gracePeriodProblems(healthCheckGracePeriodSeconds ?? 0, loadBalancers.length > 0))
    context.error([...path, ...at], message);
  checkAlarms(context, path, service);
  checkBadImages(context, path, service);
  checkServiceConnect(context, path, service);
  checkLoadBalancers(context, path, service);
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

/** Each container of a `badImage` must be one of its revision's task definition. */
function checkBadImages(context: Context, path: Path, { taskDefinition, failureMode, deployments }: ServiceText): void {
  let name = taskDefinition;
  const look = (at: Path, badImage: true | readonly string[] | undefined) => {
    const index = findDefinition(name, context.definitions);
    if (badImage === undefined || badImage === true || index === undefined) return;
    const names = context.definitions[index]!.containers.map((container) => container.name);
    badImage.forEach((container, i) => {
      if (!names.includes(container))
        context.error(
          [...at, 'failureMode', 'badImage', i],
          `${name} has no container ${JSON.stringify(container)}${instead(container, names)}`,
        );
    });
  };
  look(path, failureMode?.badImage);
  deployments.forEach((deployment, i) => {
    name = deployment.taskDefinition ?? name;
    look([...path, 'deployments', i], deployment.failureMode?.badImage);
  });
}

/** A.NW-1, N.AZRB-1 */
function checkRebalancing(context: Context, path: Path, service: ServiceText): void {
  if (service.availabilityZoneRebalancing === undefined) return;
  const at = [...path, 'availabilityZoneRebalancing'];
  if (reportTooNew(context, at)) return;
  const why = whyNotRebalanced(service, context.scenario);
  if (service.availabilityZoneRebalancing === 'ENABLED' && why !== null) context.error(at, `ENABLED ${why}; or write DISABLED`);
}

/** Each controller accepts other settings (S.BG-3, S.CB-6, A.NW-4). */
function checkController(context: Context, path: Path, service: ServiceText): void {
  const { deploymentConfiguration, codeDeploy, taskSets, deployments, schedulingStrategy } = service;
  const { type } = service.deploymentController ?? { type: 'ECS' };
  const { strategy = 'ROLLING', canaryConfiguration, linearConfiguration } = deploymentConfiguration;
  const at = (...keys: string[]) => [...path, ...keys];
  if (codeDeploy !== undefined && type !== 'CODE_DEPLOY')
    context.error(at('codeDeploy'), 'needs deploymentController: { type: CODE_DEPLOY }');
  if (taskSets !== undefined && type !== 'EXTERNAL') context.error(at('taskSets'), 'needs deploymentController: { type: EXTERNAL }');
  if (type === 'EXTERNAL' && taskSets === undefined)
    context.error(at('taskSets'), 'is missing: a service with the deployment controller EXTERNAL runs task sets');
  if (type === 'EXTERNAL' && deployments.length > 0)
    context.error(at('deployments'), 'is for the controllers ECS and CODE_DEPLOY: EXTERNAL has taskSets');
  if (schedulingStrategy === 'DAEMON' && (type !== 'ECS' || strategy !== 'ROLLING'))
    context.error(at(type === 'ECS' ? 'deploymentConfiguration' : 'deploymentController'), 'a DAEMON service has rolling updates only');
  if (type === 'CODE_DEPLOY') checkCodeDeploy(context, path, service);
  if (type === 'ECS') checkShift(context, path, service);
  else checkOtherController(context, [...path, 'deploymentConfiguration'], service, type);
  const others = [
    ['canaryConfiguration', canaryConfiguration, 'CANARY'],
    ['linearConfiguration', linearConfiguration, 'LINEAR'],
  ] as const;
  for (const [key, block, owner] of others)
    if (block !== undefined && strategy !== owner) context.error(at('deploymentConfiguration', key), `needs strategy: ${owner}`);
  checkWeights(context, path, service);
  taskSets?.forEach(({ taskDefinition }, i) => {
    checkDefinitionName(context, [...path, 'taskSets', i], { ...service, taskDefinition });
  });
}

/** S.BG-11 */
function checkCodeDeploy(context: Context, path: Path, { serviceConnectConfiguration, loadBalancers, codeDeploy }: ServiceText): void {
  if (serviceConnectConfiguration !== undefined)
    context.error([...path, 'serviceConnectConfiguration'], 'is not possible with CODE_DEPLOY');
  const balancers = loadBalancers.map(({ targetGroupArn: arn }) => typeOf(targetGroupAt(arn, context.scenario)));
  for (const { path: where, message } of codeDeployProblems(balancers, codeDeploy?.deploymentConfigName ?? CODE_DEPLOY_DEFAULT))
    context.error([...path, ...where], message);
}

/** Checks the settings of a deployment that only the controller ECS uses. */
function checkOtherController(context: Context, at: Path, service: ServiceText, type: 'CODE_DEPLOY' | 'EXTERNAL'): void {
  const { deploymentConfiguration: given, schedulingStrategy } = service;
  const { strategy = 'ROLLING' } = given;
  const only = `works only with the deployment controller ECS, this one is ${type}`;
  if (strategy !== 'ROLLING') context.error([...at, 'strategy'], `${strategy} ${only}: leave it out`);
  for (const key of ['deploymentCircuitBreaker', 'alarms'] as const) if (given[key]?.enable === true) context.error([...at, key], only);
  const inForce = percentsInForce({ schedulingStrategy, controller: type }, given);
  for (const key of ['minimumHealthyPercent', 'maximumPercent'] as const)
    if ((given[key] ?? inForce[key]) !== inForce[key])
      context.warn([...at, key], `has no effect with ${type}, where it is ${inForce[key]} and speaks of drains only`);
}

/** Checks the settings by which ECS itself shifts traffic. */
function checkShift(context: Context, path: Path, service: ServiceText): void {
  const { strategy = 'ROLLING', bakeTimeInMinutes, canaryConfiguration, linearConfiguration } = service.deploymentConfiguration;
  if (strategy === 'ROLLING') return;
  reportTooNew(context, [...path, 'deploymentConfiguration', 'strategy']);
  const shift = { strategy, ...canaryConfiguration, ...linearConfiguration };
  for (const { path: at, message } of nativeProblems(hasTraffic(service), shift, bakeTimeInMinutes))
    context.error([...path, ...at], message);
}

/** Returns whether ECS has something to shift the traffic with (N.STRAT-1). */
function hasTraffic({ loadBalancers, serviceConnectConfiguration, vpcLatticeConfigurations }: ServiceText): boolean {
  const hasLattice = Array.isArray(vpcLatticeConfigurations) && vpcLatticeConfigurations.length > 0;
  return loadBalancers.length > 0 || hasLattice || isConnected(serviceConnectConfiguration);
}

/** A listener distributes requests by weights between target groups, and each task set has one target group (S.EXT-3). */
function checkWeights(context: Context, path: Path, { taskSets = [], loadBalancers }: ServiceText): void {
  if (!taskSets.some(({ weights }) => weights !== undefined)) return;
  taskSets.forEach(({ weights }, i) => {
    const at = [...path, 'taskSets', i, 'weights'];
    if (weights === undefined) context.error(at, 'is missing, and another task set has them: give them to all, or to none');
    else if (loadBalancers.length === 0) context.error(at, 'needs a load balancer, whose listener has the weights: give loadBalancers');
  });
  if (taskSets.length > GROUPS_PER_ACTION_MAX)
    context.warn(
      [...path, 'taskSets'],
      `have weights for ${taskSets.length} target groups: a listener forwards to ${GROUPS_PER_ACTION_MAX} by default`,
    );
  const [first] = taskSets;
  if (first?.weights?.every(({ value }) => value === 0) && taskSets.every(({ weights = [] }) => weights.every(({ value }) => value === 0)))
    context.error([...path, 'taskSets'], 'have no weight above 0: no task set would get a request');
}

function checkDeployments(context: Context, path: Path, service: ServiceText): void {
  const { deployments } = service;
  let before = durationMs(service.createdAt ?? '0s');
  deployments.forEach(({ at, taskDefinition, capacityProviderStrategy: strategy }, i) => {
    const place = [...path, 'deployments', i];
    if (durationMs(at) <= before) context.error([...place, 'at'], `${at} does not come after the deployment before it`);
    before = Math.max(before, durationMs(at));
    if (before >= durationMs(context.scenario.duration))
      context.warn([...place, 'at'], `${at} is not before the end of the run: this never happens`);
    if (taskDefinition !== undefined) checkDefinitionName(context, place, { ...service, taskDefinition });
    if (strategy !== undefined) checkNewStrategy(context, [...place, 'capacityProviderStrategy'], { service, strategy });
  });
}

/** A strategy that a deployment changes takes providers of the kind that the service has had, whose quotas and places hold for its whole run. */
function checkNewStrategy(
  context: Context,
  path: Path,
  { service, strategy }: { readonly service: ServiceText; readonly strategy: StrategyText },
): void {
  checkStrategy(context, path, strategy);
  const [before] = service.capacityProviderStrategy ?? context.scenario.cluster.defaultCapacityProviderStrategy ?? [];
  if (service.schedulingStrategy === 'DAEMON' || before === undefined || service.launchType !== undefined)
    context.error(path, 'changes the strategy of a service that has none: give the service a capacityProviderStrategy');
  else if (strategy.some(({ capacityProvider }) => kindNamed(capacityProvider) !== kindNamed(before.capacityProvider)))
    context.error(
      path,
      `takes another kind of capacity provider than ${before.capacityProvider}: a deployment stays with instances, or with Fargate`,
    );
}

const KEYS = ['resetOnHealthyTask', 'thresholdConfiguration'] as const;

/** Checks deploymentCircuitBreaker, whose two newer keys came in July 2026 (N.CB-1). */
function checkBreaker(context: Context, path: Path, { deploymentConfiguration }: ServiceText): void {
  const { deploymentCircuitBreaker: breaker } = deploymentConfiguration;
  if (breaker === undefined) return;
  const at = [...path, 'deploymentConfiguration', 'deploymentCircuitBreaker'];
  for (const key of KEYS) if (breaker[key] !== undefined) reportTooNew(context, [...at, key]);
  const { type, value } = breaker.thresholdConfiguration ?? {};
  if (value !== undefined && value > 100 && type !== 'COUNT')
    context.error([...at, 'thresholdConfiguration', 'value'], `${value} is not possible for ${type}: a percentage from 1 to 100`);
}

/** N.EARLY-1 */
function checkEarlySuccess(context: Context, path: Path, service: ServiceText): void {
  const { schedulingStrategy, deploymentController, deploymentConfiguration } = service;
  const { earlySuccessCriteria: early, strategy = 'ROLLING' } = deploymentConfiguration;
  if (early === undefined) return;
  const at = [...path, 'deploymentConfiguration', 'earlySuccessCriteria'];
  if (reportTooNew(context, at)) return;
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

/**
 * Reports settings that conflict with a service's target groups (T.LB-1). The quota check covers more than five groups; stopTimeout should
 * exceed the delay (T.LB-3), but few users do so.
 */
function checkLoadBalancers(context: Context, path: Path, service: ServiceText): void {
  const { loadBalancers, deploymentController, launchType } = service;
  const found = findDefinition(service.taskDefinition, context.sketches);
  const definition = found === undefined ? undefined : context.sketches[found];
  if (definition === undefined || loadBalancers.length === 0) return;
  const networkMode = definition.networkMode === 'default' ? 'bridge' : definition.networkMode;
  // The network mode determines the type of the targets.
  const targetType = networkMode === 'awsvpc' ? 'ip' : 'instance';
  const groups = loadBalancers.slice(0, 5).map(({ targetGroupArn }): TargetGroup => {
    const balancer = typeOf(targetGroupAt(targetGroupArn, context.scenario));
    return { balancer, targetType, deregistrationDelayMs: 0 };
  });
  const problems = loadBalancerProblems({
    targetGroups: groups,
    controller: deploymentController?.type ?? 'ECS',
    networkMode,
    isExternal: launchType === 'EXTERNAL',
    stopTimeoutMs: 1, // Above the delay, so that the two cause no warning.
  });
  for (const { path: at, message, level } of problems) {
    if (level === 'warning') context.warn([...path, ...at], message);
    else context.error([...path, ...at], message);
  }
}
