// Source: none of its own; what the tests of policies of a group have in common.
import { GROUP_SCALING_REASON_NAMES } from '../../src/autoscaling/policies/group-reasons.js';
import { predict } from './predict.js';

export interface Group {
  /** DesiredCapacity at the start. */
  readonly size: number;
  readonly policies: string;
  /** Other keys of the group. */
  readonly more?: string;
  readonly max?: number;
  /** Values of the metric Load, minute by minute; null: no point. */
  readonly load?: readonly (number | null)[];
  readonly settings?: string;
  /** What runs; a service without tasks. */
  readonly work?: string;
  readonly duration?: string;
  readonly managed?: string;
}

export const AT_ONCE = 'metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s';
const MANUAL = '{ managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }';

/** A service of such tasks; `counts`: its desired count, or entries of them over time. */
export const service = (task: string, counts: string) =>
  `services: [{ serviceName: web, taskDefinition: ${task}, launchType: EC2, ${counts.includes('at:') ? `desiredCountSchedule: { entries: [${counts}] }` : `desiredCount: ${counts}`} }]`;

/** A group of m5.large with 2,048 units each, whose instances boot in a minute. */
export function scenario({
  size,
  policies,
  more = '',
  max = 100,
  load = [],
  settings = AT_ONCE,
  work = service('small', '0'),
  ...rest
}: Group): string {
  const points = load.flatMap((value, minute) => (value === null ? [] : [`{ at: ${60 * minute + 30}s, value: ${value} }`]));
  return `
name: own-policies
duration: ${rest.duration ?? '3h'}
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: web
      autoScalingGroupProvider: ${rest.managed ?? MANUAL}
      autoScalingGroup:
        instanceTypes: [m5.large]
        minSize: 1
        maxSize: ${max}
        desiredCapacity: ${size}
        ${more}
        scalingPolicies: ${policies}
taskDefinitions:
  - { family: small, networkMode: host, containerDefinitions: [{ name: c, image: c, cpu: 512, memory: 64 }] }
  - { family: large, networkMode: host, containerDefinitions: [{ name: c, image: c, cpu: 1200, memory: 64 }] }
${work}
customMetrics: [{ namespace: Own, metricName: Load, points: [${points.join(', ')}] }]
groupScaling: { ${settings} }
groups: { launchDelay: 0s }
placement: { stoppingRoom: free }
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 0s, containerStop: 0s }
`;
}

export const LOAD = 'namespace: Own, metricName: Load';
export const tracking = (target: number, more = '') =>
  `{ policyName: track-${target}, targetTrackingConfiguration: { targetValue: ${target}, customizedMetricSpecification: { ${LOAD} } }${more} }`;
export const reserved = (target: number, more = '') =>
  `{ policyName: reserved, targetTrackingConfiguration: { targetValue: ${target}, customizedMetricSpecification: { namespace: AWS/ECS, metricName: CPUReservation } }${more} }`;
export const alarm = (comparison: string, threshold: number, more = '') =>
  `alarm: { ${LOAD}, comparisonOperator: ${comparison}Threshold, threshold: ${threshold}, evaluationPeriods: 1${more} }`;

/** Decisions that changed DesiredCapacity: minute, before, after. */
export function changes(text: string): [minute: number, from: number, to: number][] {
  const { of } = predict(text);
  return of('groupScaled').flatMap(({ at, args }) =>
    args.fromDesired === args.toDesired ? [] : [[at / 60, args.fromDesired!, args.toDesired!] as [number, number, number]],
  );
}

export const sizes = (text: string) => changes(text).map(([, , to]) => to);
export const reasons = (text: string) =>
  predict(text)
    .of('groupScaled')
    .map(({ args }) => GROUP_SCALING_REASON_NAMES[args.reason!]);
export const row = (value: number, minutes: number) => Array.from({ length: minutes }, () => value);
