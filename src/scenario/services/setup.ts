import { BREAKER_DEFAULTS, type BreakerRules, DIGEST_ATTEMPTS } from '../../services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS } from '../../services/deployments/deployment-settings.js';
import { type FailureMode, SOUND } from '../../services/deployments/failure-modes.js';
import type { Detection, WatchRules } from '../../services/deployments/watch.js';
import { proxyCheck } from '../../services/health/container-check.js';
import { TARGET_DEFAULTS } from '../../services/load-balancing/target-settings.js';
import { PROTECTION_MINUTES } from '../../services/protection.js';
import { THROTTLE_DEFAULTS } from '../../services/start-throttle.js';
import type {
  DeploymentAndHealthSettings,
  DeploymentSpec,
  MetricAlarmSpec,
  ProtectionSpec,
  ProxySpec,
  RevisionSpec,
} from '../../sim/deployment-spec.js';
import { isOnInstances } from '../cluster/providers.js';
import { olderDefinitions } from '../present/owner.js';
import { alarmTermsOf } from '../scaling/setup.js';
import type { FaultText, Scenario, ServiceText } from '../schema.js';
import { isConnected } from '../settings/quotas-check.js';
import { checkStartIntervalOf } from '../settings/setup.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import { distribution, durationMs, ratePerHour } from '../units.js';
import { volumeOfDeployment } from '../work/volumes-setup.js';
import { schedulerOf } from './scheduler-defaults.js';
import { shiftOf } from './shift-setup.js';
import { targetGroupOf } from './target-group.js';

/** Returns whether tasks of the service may fail to start by the fault, as far as its place and its share let them. */
function failsStarts(fault: FaultText, { dependencies = [] }: ServiceText, images: readonly string[]): boolean {
  switch (fault.type) {
    case 'fargateLaunchFailure':
      return fault.error === 'internal' && fault.share > 0;
    case 'noNetwork':
      return fault.attach === 'fail' && fault.share > 0;
    case 'dependencyDown':
      return fault.errorShare > 0 && dependencies.some(({ name, startup }) => startup && name === fault.dependency);
    case 'dnsDown':
      return fault.share > 0;
    case 'pullFailure':
      return fault.share > 0 && images.some((image) => image.startsWith(fault.images ?? ''));
    case 'registryDown':
      return fault.images === undefined || images.some((image) => image.startsWith(fault.images!));
    default:
      return fault.type === 'startFailure';
  }
}

/** Deployment and health settings of the service; null if the service needs none. */
export function deploymentSpecOf(service: ServiceText, scenario: Scenario, definitions: readonly TaskDefinition[]): DeploymentSpec | null {
  const { deploymentCircuitBreaker, alarms } = service.deploymentConfiguration;
  const revisions = revisionsOf(service, scenario, definitions);
  const proxy = proxyOf(service, scenario);
  const ofProxy = proxy === undefined ? [] : [proxyCheck(proxy.startMs)];
  const startIntervalMs = isOnInstances(service, scenario) ? checkStartIntervalOf(scenario) : null;
  const inStart = startIntervalMs === null ? {} : { startIntervalMs };
  const checks = revisions.map(({ taskDefinition }) => [
    ...definitions[taskDefinition]!.healthChecks.map((check) => ({ ...check, ...inStart })),
    ...ofProxy,
  ]);
  const targetGroup = targetGroupOf(service, scenario);
  const isWatched = deploymentCircuitBreaker?.enable === true || alarms?.enable === true;
  const isSound = service.failureMode === undefined && checks.every((list) => list.length === 0) && targetGroup === null;
  const protection = protectionOf(service, scenario);
  const isRolling = service.deploymentController === undefined || service.deploymentController.type === 'ECS';
  const images = revisions.flatMap(({ taskDefinition }) => definitions[taskDefinition]!.images);
  const startsFail = service.containers !== undefined || scenario.faults.some((fault) => failsStarts(fault, service, images));
  if (revisions.length === 1 && isSound && !startsFail && !isWatched && isRolling && protection === null) return null;
  const metricAlarms = metricAlarmsOf(service);
  return {
    revisions,
    watch: {
      circuitBreaker: breakerOf(service, scenario),
      alarms: alarmsOf(service),
      bakeMs: bakeMsOf(service, scenario),
      ...earlySuccessOf(service),
    },
    alarms: alarmTimesOf(service),
    metricAlarms,
    targetGroup,
    shift: shiftOf(service, scenario),
    taskSets:
      service.taskSets?.map(({ scale, weights }) => ({
        scale: scale.map(({ at, value }) => ({ atMs: durationMs(at), percent: value })),
        ...(weights === undefined ? {} : { weights: weights.map(({ at, value }) => ({ atMs: durationMs(at), weight: value })) }),
      })) ?? null,
    graceMs: (service.healthCheckGracePeriodSeconds ?? 0) * 1000,
    checks,
    ...(proxy && { proxy }),
    protection,
  };
}

/** Returns the proxy of Service Connect in its tasks. With a given reaction it takes no time and has no health check. */
function proxyOf({ serviceConnectConfiguration }: ServiceText, { serviceScheduler, timings }: Scenario): ProxySpec | undefined {
  if (serviceScheduler.reaction !== 'turns' || !isConnected(serviceConnectConfiguration)) return undefined;
  const setupMs = durationMs(serviceScheduler.serviceConnectSetup);
  return { setupMs, startMs: durationMs(timings.proxyStart), stopMs: durationMs(timings.proxyStop) };
}

export function deploymentAndHealthOf(scenario: Scenario): DeploymentAndHealthSettings {
  const { awsBehaviour } = scenario;
  const s = schedulerOf(scenario);
  const report = distribution(s.containerHealthReport);
  return {
    deployments: {
      ...DEPLOYMENT_DEFAULTS,
      replacesOwn: awsBehaviour === 'current',
      replacesATurnLater: s.reaction === 'turns' && awsBehaviour !== 'current',
      exitedKeepPlace: s.replacesExited === 'onceStopped',
      rollingScaleOut: s.rollingScaleOut,
      stoppingCounts: s.stoppingCounts,
      order: s.order,
      deploysAfterMs: durationMs(s.deploysAfter),
      createsAfterMs: durationMs(s.createsAfter),
      replacesAfterMs: durationMs(s.replacesAfter),
      settlesAfterMs: durationMs(s.settlesAfter),
      completesAfterMs: durationMs(s.completesAfter),
      drainingTasks: s.drainingTasks,
    },
    health: { healthyAfterMs: durationMs(s.healthyAfter), reportMs: report.kind === 'constant' ? report.ms : 0 },
    ...(report.kind !== 'constant' && { healthReport: report }),
    targets: {
      registrationMs: durationMs(s.registration),
      registersWhen: s.registersWhen,
      firstCheckMs: firstCheckMs(s.firstCheck),
      nodes: s.checkingNodes,
      lostTargetMs: durationMs(s.lostTarget),
      allUnhealthy: s.allUnhealthy ?? TARGET_DEFAULTS.allUnhealthy,
    },
    unhealthyReaction: distribution(s.unhealthyReaction),
    stopTaskReaction: distribution(s.stopTaskReaction),
    isTermedFirst: s.sigtermFirst,
    breaker: { countsStarts: s.breakerCountsStarts, countsChecksAfterMs: durationMs(s.breakerCountsChecksAfter) },
    turns: turnsOf(s),
    reaction: distribution(s.reaction === 'turns' ? '0s' : s.reaction),
    placementRetry:
      s.placementBackOff === 'none'
        ? null
        : { quickAttempts: s.placementAttempts, quickMs: durationMs(s.placementEvery), backOffMs: s.placementBackOff.map(durationMs) },
    throttle: {
      freeFailures: s.throttleFreeFailures,
      firstMs: durationMs(s.throttleFirst),
      longestMs: s.throttleLongest === undefined ? THROTTLE_DEFAULTS[awsBehaviour].longestMs : durationMs(s.throttleLongest),
    },
  };
}

function turnsOf({ reaction, turn, turnPhase, restTurn }: Scenario['serviceScheduler']): DeploymentAndHealthSettings['turns'] {
  if (reaction !== 'turns') return null;
  return { everyMs: durationMs(turn), phaseMs: turnPhase === 'drawn' ? null : durationMs(turnPhase), restMs: durationMs(restTurn) };
}

function firstCheckMs(text: string): number | null {
  if (text === 'afterInterval') return null;
  return text === 'atOnce' ? 0 : durationMs(text);
}

/** A deployment without a task definition repeats the previous one, with the same defects. */
export function revisionsOf(service: ServiceText, scenario: Scenario, definitions: readonly TaskDefinition[]): RevisionSpec[] {
  if (service.taskSets !== undefined)
    return service.taskSets.map(({ at, taskDefinition }) => ({
      atMs: durationMs(at),
      taskDefinition: findDefinition(taskDefinition, definitions)!,
      mode: SOUND,
    }));
  const older = olderDefinitions(service, scenario, definitions).map((taskDefinition) => ({ atMs: -1, taskDefinition, mode: SOUND }));
  const revisions: RevisionSpec[] = [
    ...older,
    {
      atMs: older.length > 0 ? -1 : 0,
      taskDefinition: findDefinition(service.taskDefinition, definitions)!,
      mode: modeOf(service.failureMode, definitions[findDefinition(service.taskDefinition, definitions)!]!),
    },
  ];
  for (const deployment of service.deployments) {
    const { at, taskDefinition, failureMode } = deployment;
    const before = revisions.at(-1)!;
    const isSame = taskDefinition === undefined;
    const index = isSame ? before.taskDefinition : findDefinition(taskDefinition, definitions)!;
    revisions.push({
      atMs: durationMs(at),
      taskDefinition: index,
      mode: isSame && failureMode === undefined ? before.mode : modeOf(failureMode, definitions[index]!),
      ...(before.volume === undefined ? {} : { volume: before.volume }),
      ...volumeOfDeployment(deployment, scenario),
    });
  }
  return revisions;
}

function modeOf(mode: ServiceText['failureMode'], { containers }: TaskDefinition): FailureMode {
  if (mode === undefined) return SOUND;
  const { failedStarts, exitsAfter, answersAfter, unhealthyAfter, crashes, slowerStart, slower, failedHooks, badImage = [] } = mode;
  // A program that ends while it starts up refuses its checks until then.
  const unhealthyBy = exitsAfter === undefined ? mode.unhealthyBy : 'refusal';
  const fromStart = exitsAfter === undefined ? null : 0;
  return {
    failedStarts,
    answersAfterMs: durationMs(answersAfter),
    exitsAfterMs: exitsAfter === undefined ? null : durationMs(exitsAfter),
    unhealthyAfterMs: unhealthyAfter === undefined ? fromStart : durationMs(unhealthyAfter),
    unhealthyBy,
    crashesPerHour: crashes === undefined ? 0 : ratePerHour(crashes),
    slowerStart,
    slower,
    badImages: containers.flatMap(({ name }, i) => (badImage === true || badImage.includes(name) ? [i] : [])),
    failedHooks,
  };
}

/** Of tasks that are protected by calls alone. */
const BY_CALLS: ProtectionSpec = { share: 0, work: distribution('0s'), minutes: PROTECTION_MINUTES.default, isRenewed: false };

function protectionOf({ taskProtection, schedulingStrategy }: ServiceText, { faults }: Scenario): ProtectionSpec | null {
  if (taskProtection === undefined || taskProtection.share === 0)
    return schedulingStrategy === 'REPLICA' && faults.some(({ type }) => type === 'taskProtection') ? BY_CALLS : null;
  const { share, for: work, expiresInMinutes: minutes, renews: isRenewed } = taskProtection;
  return { share, work: distribution(work), minutes, isRenewed };
}

/** With alarmNames, alarms of other names have no effect; an unnamed alarm takes the name if there is only one. */
function alarmTimesOf({
  deploymentAlarms,
  deploymentController,
  deploymentConfiguration: { alarms },
}: ServiceText): DeploymentSpec['alarms'] {
  const names = deploymentController?.type === 'CODE_DEPLOY' ? [] : (alarms?.alarmNames ?? []);
  const [only] = names.length === 1 ? names : [];
  return deploymentAlarms
    .filter(({ alarmName }) => alarmName === undefined || names.length === 0 || names.includes(alarmName))
    .map(({ at, for: length, alarmName: name = only }) => ({
      fromMs: durationMs(at),
      untilMs: durationMs(at) + durationMs(length),
      ...(name === undefined ? {} : { name }),
    }));
}

/** The metric alarms that count: those in alarmNames, or all of them with CodeDeploy, which has no alarmNames. */
function metricAlarmsOf({ metricAlarms = [], deploymentController, deploymentConfiguration: { alarms } }: ServiceText): MetricAlarmSpec[] {
  const isWatched = (name: string) => deploymentController?.type === 'CODE_DEPLOY' || alarms?.alarmNames.includes(name);
  return metricAlarms.flatMap(({ alarmName: name, tasks, ...alarm }) =>
    isWatched(name) ? [{ name, terms: alarmTermsOf(alarm), isOfNew: tasks === 'new' }] : [],
  );
}

/** How long the alarms of a rolling update are watched once it is steady (N.STRAT-5); 0 where none are. */
function bakeMsOf({ deploymentConfiguration }: ServiceText, { alarms }: Scenario): number {
  const { bakeTimeInMinutes } = deploymentConfiguration;
  return bakeTimeInMinutes === undefined ? durationMs(alarms?.rollingBakeTime ?? '0s') : bakeTimeInMinutes * 60_000;
}

/** CodeDeploy has alarms of its own. */
function alarmsOf({
  deploymentController,
  deploymentConfiguration,
  deploymentAlarms,
  metricAlarms = [],
  codeDeploy,
}: ServiceText): Detection {
  if (deploymentController?.type !== 'CODE_DEPLOY') return detectionOf(deploymentConfiguration.alarms);
  return { enable: deploymentAlarms.length + metricAlarms.length > 0, rollback: codeDeploy?.autoRollback ?? true };
}

function breakerOf({ deploymentConfiguration }: ServiceText, { awsBehaviour, serviceScheduler }: Scenario): BreakerRules {
  const { deploymentCircuitBreaker: block } = deploymentConfiguration;
  return {
    ...detectionOf(block),
    threshold: block?.thresholdConfiguration ?? BREAKER_DEFAULTS.threshold,
    thresholdMin: serviceScheduler.breakerThresholdMin,
    resetsOnHealthy: block?.resetOnHealthyTask ?? BREAKER_DEFAULTS.resetsOnHealthy,
    countsStartsInStage2: serviceScheduler.breakerStartsInStage2,
    resetsInStage2: awsBehaviour === 'guide-2024',
    ...(awsBehaviour === 'current' ? { digestAttempts: DIGEST_ATTEMPTS } : {}),
  };
}

function earlySuccessOf({ deploymentConfiguration: { earlySuccessCriteria: early } }: ServiceText): Pick<WatchRules, 'earlySuccess'> {
  if (early?.enable !== true) return {};
  return { earlySuccess: { healthyPercent: early.healthyPercent, cleanup: early.sourceServiceRevisionCleanup } };
}

function detectionOf(block: Detection | undefined): Detection {
  return { enable: block?.enable ?? false, rollback: block?.rollback ?? false };
}
