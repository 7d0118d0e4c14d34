import type { BalancerType } from '../../services/load-balancing/limits.js';
import { DEREGISTRATION_DELAY_DEFAULT_MS } from '../../services/load-balancing/stop.js';
import { TARGET_CHECK_DEFAULTS } from '../../services/load-balancing/target-health.js';
import type { RequestDivision, TargetGroupSpec } from '../../sim/deployment-spec.js';
import type { Scenario, ServiceText } from '../schema.js';
import { durationMs } from '../units.js';
import { NETWORK_PROTOCOLS } from './target-groups-schema.js';

type TargetGroupText = Scenario['targetGroups'][number];

/** Accepts arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID, or the name alone. */
export function targetGroupName(arn: string): string {
  return arn.match(/:targetgroup\/([^/]+)\//)?.[1] ?? arn;
}

/** Returns undefined for a target group that is as AWS has it by default. */
export function targetGroupAt(arn: string, { targetGroups }: Pick<Scenario, 'targetGroups'>): TargetGroupText | undefined {
  const named = targetGroupName(arn);
  return targetGroups.find(({ name }) => name === named);
}

/** Returns the type of the load balancer for a target group. */
export function typeOf(group: TargetGroupText | undefined): BalancerType {
  return group?.loadBalancerType ?? typeFor(group?.protocol);
}

/** Returns the type of load balancer that takes target groups with a protocol. */
export function typeFor(protocol: TargetGroupText['protocol']): BalancerType {
  return NETWORK_PROTOCOLS.some((other) => other === protocol) ? 'network' : 'application';
}

/**
 * The first target group decides the health of the service and the division of its requests; the longest delay holds up the stop of a
 * task.
 */
export function targetGroupOf({ loadBalancers }: ServiceText, scenario: Scenario): TargetGroupSpec | null {
  const { cluster } = scenario;
  const groups = loadBalancers.map(({ targetGroupArn }) => targetGroupAt(targetGroupArn, scenario));
  if (groups.length === 0) return null;
  const delays = groups.map((group) => (group === undefined ? DEREGISTRATION_DELAY_DEFAULT_MS : group.deregistrationDelaySeconds * 1000));
  const [first] = groups;
  const container = loadBalancers[0]!.containerName;
  const isCovered = (zone: string) =>
    groups.every((group) => group?.availabilityZones === undefined || group.availabilityZones.includes(zone));
  const zones = cluster.availabilityZones!.flatMap((zone, i) => (isCovered(zone) ? [i] : []));
  return {
    check:
      first === undefined
        ? TARGET_CHECK_DEFAULTS
        : {
            intervalMs: first.healthCheckIntervalSeconds * 1000,
            timeoutMs: first.healthCheckTimeoutSeconds * 1000,
            healthyThreshold: first.healthyThresholdCount,
            unhealthyThreshold: first.unhealthyThresholdCount,
            ...slowFirstOf(first, scenario),
          },
    deregistrationDelayMs: Math.max(...delays),
    ...(container === undefined ? {} : { container }),
    ...(zones.length === cluster.availabilityZones!.length ? {} : { zones }),
    ...(first === undefined ? {} : divisionOf(first)),
  };
}

/** With a given reaction a Network Load Balancer checks as others do. */
function slowFirstOf(group: TargetGroupText, { serviceScheduler: s, awsBehaviour }: Scenario): { readonly slowFirstMs?: number } {
  const first = s.firstCheckNetwork ?? (s.reaction !== 'turns' ? 'asOthers' : awsBehaviour === 'current' ? '20s' : '3m');
  return typeOf(group) !== 'network' || first === 'asOthers' ? {} : { slowFirstMs: durationMs(first) };
}

function divisionOf(group: TargetGroupText): { readonly division?: RequestDivision } {
  const { slowStartDurationSeconds, loadBalancingAlgorithmType, loadBalancingCrossZoneEnabled } = group;
  const division: RequestDivision = {
    ...(slowStartDurationSeconds > 0 ? { slowStartMs: slowStartDurationSeconds * 1000 } : {}),
    ...(loadBalancingAlgorithmType === 'least_outstanding_requests' ? { algorithm: 'leastOutstandingRequests' } : {}),
    ...(loadBalancingCrossZoneEnabled ? {} : { isZonal: true }),
  };
  return Object.keys(division).length === 0 ? {} : { division };
}
