import { type FailureMode, SOUND } from '../services/deployments/failure-modes.js';
import { DEPLOYMENT_DEFAULTS } from '../services/deployments/settings.js';
import type { Detection } from '../services/deployments/watch.js';
import { DEREGISTRATION_DELAY_DEFAULT_MS } from '../services/load-balancing/stop.js';
import { TARGET_CHECK_DEFAULTS } from '../services/load-balancing/target-health.js';
import { THROTTLE_DEFAULTS } from '../services/start-throttle.js';
import type { CareSettings, ProtectionSpec, RevisionSpec, ServiceCare, TargetGroupSpec } from '../sim/service-care.js';
import { findDefinition } from './check/definitions.js';
import type { Scenario, ServiceText } from './schema/scenario.js';
import type { TaskDefinition } from './task-definition/definition.js';
import { distribution, durationMs, ratePerHour } from './units.js';

/** What ECS does for the service beyond its desired count; null where nothing can differ. */
export function careOf(service: ServiceText, scenario: Scenario, definitions: readonly TaskDefinition[]): ServiceCare | null {
  const { deploymentCircuitBreaker, alarms } = service.deploymentConfiguration;
  const revisions = revisionsOf(service, definitions);
  const checks = revisions.map(({ taskDefinition }) => definitions[taskDefinition]!.healthChecks);
  const targetGroup = targetGroupOf(service, scenario);
  const isWatched = deploymentCircuitBreaker?.enable === true || alarms?.enable === true;
  const isSound = service.failureMode === undefined && checks.every((list) => list.length === 0) && targetGroup === null;
  const protection = protectionOf(service);
  const isRebalanced = service.availabilityZoneRebalancing === 'ENABLED';
  if (revisions.length === 1 && isSound && !isWatched && protection === null && !isRebalanced) return null;
  const { alarmBake } = scenario.serviceScheduler;
  return {
    revisions,
    watch: {
      circuitBreaker: detectionOf(deploymentCircuitBreaker),
      alarms: detectionOf(alarms),
      bakeMs: alarmBake === 'none' ? 0 : durationMs(alarmBake),
    },
    alarms: service.deploymentAlarms.map(({ at, for: length }) => ({
      fromMs: durationMs(at),
      untilMs: durationMs(at) + durationMs(length),
    })),
    targetGroup,
    graceMs: (service.healthCheckGracePeriodSeconds ?? 0) * 1000,
    checks,
    protection,
    isRebalanced,
  };
}

export function careSettingsOf({ serviceScheduler: s, awsBehaviour }: Scenario): CareSettings {
  const { throttleLongest } = s;
  return {
    deployments: { ...DEPLOYMENT_DEFAULTS, stoppingCounts: s.stoppingCounts, order: s.order },
    health: { healthyAfterRunningMs: durationMs(s.healthyAfterRunning) },
    targets: { registrationMs: durationMs(s.registration), firstCheck: s.firstCheck },
    throttle: {
      freeFailures: s.throttleFreeFailures,
      firstMs: durationMs(s.throttleFirst),
      longestMs: throttleLongest === undefined ? THROTTLE_DEFAULTS[awsBehaviour].longestMs : durationMs(throttleLongest),
    },
  };
}

/** A deployment without a task definition has the one before it, and is as sound. */
function revisionsOf(service: ServiceText, definitions: readonly TaskDefinition[]): RevisionSpec[] {
  const revisions: RevisionSpec[] = [
    { atMs: 0, taskDefinition: findDefinition(service.taskDefinition, definitions)!, mode: modeOf(service.failureMode) },
  ];
  for (const { at, taskDefinition, failureMode } of service.deployments) {
    const before = revisions.at(-1)!;
    const isSame = taskDefinition === undefined;
    revisions.push({
      atMs: durationMs(at),
      taskDefinition: isSame ? before.taskDefinition : findDefinition(taskDefinition, definitions)!,
      mode: isSame && failureMode === undefined ? before.mode : modeOf(failureMode),
    });
  }
  return revisions;
}

function modeOf(mode: ServiceText['failureMode']): FailureMode {
  if (mode === undefined) return SOUND;
  const { failedStarts, unhealthyAfter, crashes, slowerStart } = mode;
  return {
    failedStarts,
    unhealthyAfterMs: unhealthyAfter === undefined ? null : durationMs(unhealthyAfter),
    crashesPerHour: crashes === undefined ? 0 : ratePerHour(crashes),
    slowerStart,
  };
}

function protectionOf({ taskProtection }: ServiceText): ProtectionSpec | null {
  if (taskProtection === undefined || taskProtection.share === 0) return null;
  const { share, for: work, expiresInMinutes: minutes, renews: isRenewed } = taskProtection;
  return { share, work: distribution(work), minutes, isRenewed };
}

function detectionOf(block: Detection | undefined): Detection {
  return { enable: block?.enable ?? false, rollback: block?.rollback ?? false };
}

/** The first of its target groups decides when it is healthy; the longest delay holds up the stop of a task. */
function targetGroupOf({ loadBalancers }: ServiceText, { targetGroups }: Scenario): TargetGroupSpec | null {
  const groups = loadBalancers.map(({ targetGroupArn }) => targetGroups.find(({ name }) => name === targetGroupName(targetGroupArn)));
  if (groups.length === 0) return null;
  const delays = groups.map((group) => (group === undefined ? DEREGISTRATION_DELAY_DEFAULT_MS : group.deregistrationDelaySeconds * 1000));
  const [first] = groups;
  return {
    check:
      first === undefined
        ? TARGET_CHECK_DEFAULTS
        : {
            intervalMs: first.healthCheckIntervalSeconds * 1000,
            timeoutMs: first.healthCheckTimeoutSeconds * 1000,
            healthyThreshold: first.healthyThresholdCount,
            unhealthyThreshold: first.unhealthyThresholdCount,
          },
    deregistrationDelayMs: Math.max(...delays),
  };
}

/** arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID, or the name alone. */
export function targetGroupName(arn: string): string {
  return arn.match(/:targetgroup\/([^/]+)\//)?.[1] ?? arn;
}
