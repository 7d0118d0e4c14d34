import { z } from 'zod';
import { DEREGISTRATION_DELAY_DEFAULT_MS, DEREGISTRATION_DELAY_MAX_MS } from '../../services/load-balancing/stop.js';
import { TARGET_CHECK_DEFAULTS } from '../../services/load-balancing/target-health.js';
import { choice, ignored, list, nonEmpty, shape, whole } from '../fields.js';

/** Schema of target groups, and of a service's place in them. */

export const loadBalancer = shape('As create-service takes it.', () => ({
  targetGroupArn: nonEmpty('ARN or name. A target group that targetGroups does not list has the defaults of AWS.'),
  containerName: z.string().optional().describe('Which container.'),
  containerPort: whole(0, 65_535, 'Its port.').optional(),
  advancedConfiguration: shape('Of strategies that shift traffic, as create-service takes it.', () => ({
    testListenerRule: nonEmpty(
      'ARN of the listener or its rule for test traffic, which takes 10 minutes to move behind a Network Load Balancer.',
    ).optional(),
    ...ignored('alternateTargetGroupArn', 'productionListenerRule', 'roleArn'),
  })).optional(),
  ...ignored('loadBalancerName'),
}));

/** Bounds of slow_start.duration_seconds where it is not 0. */
export const SLOW_START_SECONDS = { least: 30, most: 900 };

const APPLICATION_PROTOCOLS = ['HTTP', 'HTTPS'] as const;
/** Protocols of target groups of a Network Load Balancer. */
export const NETWORK_PROTOCOLS = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'] as const;

const C = TARGET_CHECK_DEFAULTS;

const targetGroup = shape('A target group, in the words of create-target-group and its attributes.', () => ({
  name: nonEmpty('As in its ARN; unique here.', 32),
  loadBalancerType: choice(
    ['application', 'network'],
    'The type of its load balancer. Behind a Network Load Balancer CODE_DEPLOY moves all traffic at once, and there is no ALBRequestCountPerTarget. Default: by its protocol, else application.',
  ).optional(),
  protocol: choice([...APPLICATION_PROTOCOLS, ...NETWORK_PROTOCOLS], 'Its protocol, which loadBalancerType follows.').optional(),
  availabilityZones: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      'Zones that its load balancer covers: a task in another never becomes healthy, and is replaced again and again (S.LB-6). Default: all.',
    )
    .optional(),
  loadBalancerName: nonEmpty(
    'Its load balancer: target groups of one share its quotas, 1,000 targets or, of a Network one, 3,000 and 500 in a zone. Default: one of its own.',
    32,
  ).optional(),
  healthCheckIntervalSeconds: whole(5, 300, 'From one check to the next.').default(C.intervalMs / 1000),
  healthCheckTimeoutSeconds: whole(2, 120, 'Seconds after which a check without an answer has failed; below the interval.').default(
    C.timeoutMs / 1000,
  ),
  healthyThresholdCount: whole(
    2,
    10,
    'Successes in a row that make an unhealthy target healthy; a new one needs a single success.',
  ).default(C.healthyThreshold),
  unhealthyThresholdCount: whole(2, 10, 'Failures in a row that make a target unhealthy.').default(C.unhealthyThreshold),
  deregistrationDelaySeconds: whole(
    0,
    DEREGISTRATION_DELAY_MAX_MS / 1000,
    'From the deregistration of a target until SIGTERM may come.',
  ).default(DEREGISTRATION_DELAY_DEFAULT_MS / 1000),
  slowStartDurationSeconds: whole(
    0,
    SLOW_START_SECONDS.most,
    'slow_start.duration_seconds: a new target gets fewer requests at first, more and more until then; 0 (off) or 30 to 900 (N.LBX-1).',
  ).default(0),
  loadBalancingAlgorithmType: choice(
    ['round_robin', 'least_outstanding_requests', 'weighted_random'],
    'load_balancing.algorithm.type: equal numbers of requests for each target, in turn or at random, or fewer for slower ones (N.LBX-2).',
  ).default('round_robin'),
  loadBalancingCrossZoneEnabled: z
    .boolean()
    .describe(
      'load_balancing.cross_zone.enabled: false gives each zone with targets an equal part of the requests, whatever their number (N.LBX-3).',
    )
    .default(true),
  ...ignored('protocolVersion', 'port', 'vpcId', 'targetType', 'ipAddressType', 'tags'),
  ...ignored('healthCheckEnabled', 'healthCheckProtocol', 'healthCheckPort', 'healthCheckPath', 'matcher'),
}));

export const targetGroups = list(targetGroup, [0, 3_000], 'Target groups with other settings than the defaults of AWS.').default([]);
