import type { AlarmProblem } from '../../metrics/alarm-terms.js';
import { customColumn, PREDEFINED_METRICS, RUNNING_TASK_COUNT, SERVICE_METRIC_NAMES, ServiceMetric } from '../../metrics/names.js';
import type { ScalingPolicy } from '../../services/scaling/policies.js';
import { type PolicyFinding, policyProblems, scheduledActionProblems, targetProblems } from '../../services/scaling/rules.js';
import { readSchedule, type ScheduleProblem } from '../../services/scaling/schedule.js';
import { startsAtMsOf } from '../complete.js';
import type { Context } from '../context.js';
import type { ScalingText, ServiceText } from '../schema.js';
import { targetGroupAt, typeOf } from '../services/target-group.js';
import type { Path } from '../text/problem.js';
import { instead, show } from '../text/suggest.js';
import { type MetricReference, metricNamed } from './custom-setup.js';
import { checkMath } from './math.js';
import { checkMonitoring, highResolutionOf } from './monitoring.js';
import { actionOf, kindOf, type MetricText, metricsOf, policyOf } from './setup.js';

type PolicyText = ScalingText['policies'][number];

/** Reports settings of a scaler that Application Auto Scaling and CloudWatch would refuse, or that could never act. */
export function checkScaling(context: Context, path: Path, service: ServiceText): void {
  const { scaling, schedulingStrategy } = service;
  checkMonitoring(context, [...path.slice(0, -1)], service);
  if (scaling === undefined) return;
  const { minCapacity, maxCapacity } = scaling;
  for (const problem of targetProblems(scaling, { schedulingStrategy })) {
    if (problem === 'daemon') context.error(path, 'a DAEMON service takes none: its instances are its desired count (S.SAS-10)');
    else context.error([...path, 'minCapacity'], `${minCapacity} is above maxCapacity, ${maxCapacity}`);
  }
  const { desiredCount } = service;
  if (desiredCount !== undefined && desiredCount < minCapacity && minCapacity <= maxCapacity)
    context.warn(
      [...path.slice(0, -1), 'desiredCount'],
      `${desiredCount} is below minCapacity, ${minCapacity}: the service keeps that count until a policy or a scheduled action raises it`,
    );
  const policies = scaling.policies.map((policy, i) => readPolicy(context, [...path, 'policies', i], policy));
  checkTogether(context, path, { service, scaling, policies });
  checkMetrics(context, path, { service, scaling, policies });
  checkNames(context, path, scaling);
  scaling.scheduledActions.forEach((action, i) => {
    checkAction(context, [...path, 'scheduledActions', i], { action, scaling });
  });
  if (scaling.policies.length + scaling.scheduledActions.length === 0)
    context.warn(path, 'has no effect: it has neither policies nor scheduledActions');
}

const CONFIGURATIONS = [
  'targetTrackingScalingPolicyConfiguration',
  'stepScalingPolicyConfiguration',
  'predictiveScalingPolicyConfiguration',
] as const;

/** Null if the policy is incomplete, which is reported. */
function readPolicy(context: Context, path: Path, policy: PolicyText): ScalingPolicy | null {
  const given = CONFIGURATIONS.filter((key) => policy[key] !== undefined);
  if (given.length !== 1) {
    context.error(path, `needs exactly one of ${CONFIGURATIONS.join(', ')}`);
    return null;
  }
  const kind = kindOf(policy)!;
  if (policy.policyType !== undefined && policy.policyType !== kind)
    context.error([...path, 'policyType'], `${policy.policyType} does not go with ${given[0]}: ${kind}`);
  if (kind === 'StepScaling' && policy.alarm === undefined) {
    context.error([...path, 'alarm'], 'is missing: the CloudWatch alarm that starts the policy, as put-metric-alarm takes it');
    return null;
  }
  if (kind !== 'StepScaling' && policy.alarm !== undefined)
    context.error([...path, 'alarm'], 'belongs to step scaling: other policies make their own alarms (S.TT-8)');
  return hasMetric(context, path, policy) ? policyOf(policy, context.scenario.customMetrics, Number(path.at(-1))) : null;
}

function hasMetric(context: Context, path: Path, policy: PolicyText): boolean {
  const { targetTrackingScalingPolicyConfiguration: tracking, alarm } = policy;
  if (alarm !== undefined) return isKnown(context, [...path, 'alarm'], alarm);
  if (tracking === undefined) return true;
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: custom } = tracking;
  const at = [...path, 'targetTrackingScalingPolicyConfiguration'];
  if ((predefined === undefined) === (custom === undefined)) {
    context.error(at, 'needs exactly one of predefinedMetricSpecification, customizedMetricSpecification');
    return false;
  }
  return custom === undefined || isKnown(context, [...at, 'customizedMetricSpecification'], custom);
}

function isKnown(context: Context, path: Path, { metricName: name, metrics, ...names }: MetricText): boolean {
  const { customMetrics = [] } = context.scenario;
  if ((name === undefined) === (metrics === undefined)) {
    context.error(path, 'needs exactly one of metricName, metrics');
    return false;
  }
  const columnOf = (metric: MetricReference) => metricNamed(metric, customMetrics);
  if (metrics !== undefined) return checkMath(context, [...path, 'metrics'], metrics, columnOf);
  if (columnOf({ metricName: name!, ...names }) >= 0) return true;
  const others = customMetrics.length === 0 ? '' : ', nor one of customMetrics with this namespace and these dimensions';
  context.error(
    [...path, 'metricName'],
    `${show(name)} is no metric of a service here${others}${instead(name!, [...SERVICE_METRIC_NAMES])}`,
  );
  return false;
}

interface Scaler {
  readonly service: ServiceText;
  readonly scaling: ScalingText;
  readonly policies: readonly (ScalingPolicy | null)[];
}

function checkTogether(context: Context, path: Path, { service, scaling, policies }: Scaler): void {
  const { schedulingStrategy, load } = service;
  const deploymentController = service.deploymentController?.type ?? 'ECS';
  const kind = load === undefined ? null : load.queue === undefined ? 'requests' : 'queue';
  const { customMetrics = [] } = context.scenario;
  const metrics = new Set([...metricsOf(kind), RUNNING_TASK_COUNT, ...[...customMetrics.keys()].map(customColumn)]);
  const highResolution = highResolutionOf(service);
  const places = [...policies.keys()].filter((i) => policies[i] !== null);
  const readable = places.map((i) => policies[i]!);
  for (const finding of policyProblems(readable, { schedulingStrategy, deploymentController, metrics, highResolution })) {
    const place = places[finding.policy]!;
    const at = [...path, 'policies', place];
    const [where, message] = policyWords(finding, scaling.policies[place]!, {
      controller: deploymentController,
      edition: context.scenario.awsBehaviour,
    });
    if (finding.problem === 'noHighResolution' && context.isReported([...path.slice(0, -1), 'monitoring'])) continue;
    if (finding.problem !== 'unknownMetric') context.error([...at, ...where], message);
    else if (kind === null) {
      if (!context.isServed && !context.isReported([...path.slice(0, -1), 'load']))
        context.error(at, 'needs a metric, and the service has none: give it a load');
    } else {
      const has = [...metricsOf(kind)].map((metric) => SERVICE_METRIC_NAMES[metric]).join(', ');
      context.error(at, `follows a metric that the service does not have: with ${kind === 'queue' ? 'a queue' : 'requests'} it has ${has}`);
    }
  }
}

/** Reports policies on metrics that exist in AWS but not for this service. */
function checkMetrics(context: Context, path: Path, { service: { load, loadBalancers }, scaling, policies }: Scaler): void {
  const types = loadBalancers.map(({ targetGroupArn: arn }) => typeOf(targetGroupAt(arn, context.scenario)));
  scaling.policies.forEach((policy, i) => {
    const at = [...path, 'policies', i];
    const predefined = policy.targetTrackingScalingPolicyConfiguration?.predefinedMetricSpecification?.predefinedMetricType;
    if (predefined === 'ALBRequestCountPerTarget' && loadBalancers.length === 0)
      context.error(at, 'tracks ALBRequestCountPerTarget, which comes from the target group of a load balancer: give loadBalancers');
    else if (predefined === 'ALBRequestCountPerTarget' && !types.includes('application'))
      context.error(at, 'tracks ALBRequestCountPerTarget, which a Network Load Balancer does not have: track the CPU');
    const known = policies[i] ?? null;
    if (known === null || load === undefined) return;
    const metric = known.policyType === 'StepScaling' ? known.alarm.metric : known.metric;
    if (metric === ServiceMetric.MemoryUtilization && load.task.memoryIdle === 0 && load.task.memoryEach === 0)
      context.warn(at, 'follows MemoryUtilization, which is always 0 here: give memoryIdle, memoryEach or both in the task of load');
  });
}

export const STEP_WORDS: Readonly<Record<string, string>> = {
  noSteps: 'there is no step',
  emptyStep: 'a step ends before it begins: metricIntervalLowerBound must be below metricIntervalUpperBound',
  stepsOverlap: 'two steps overlap: each range of the breach has one',
  stepsGap: 'there is a gap between two steps: they must lie side by side',
  notOpenBelow: 'the lowest step begins below the threshold and ends there: leave out its metricIntervalLowerBound',
  notOpenAbove: 'the highest step ends above the threshold: leave out its metricIntervalUpperBound',
};

interface Edition {
  readonly controller: string;
  readonly edition: string;
}

function lackOfHighResolution(
  { targetTrackingScalingPolicyConfiguration: tracking }: PolicyText,
  { controller, edition }: Edition,
): string {
  if (edition === 'guide-2024')
    return 'are newer than the edition in awsBehaviour: leave HighResolution out of its name, or write awsBehaviour: current';
  if (controller !== 'ECS') return `no service with the deployment controller ${controller} has: leave HighResolution out of its name`;
  const { metric } = PREDEFINED_METRICS.get(tracking!.predefinedMetricSpecification!.predefinedMetricType)!;
  return `the service does not have: give it monitoring: { metricConfigurations: [{ metricNames: [${SERVICE_METRIC_NAMES[metric]}], resolutionSeconds: 20 }] }`;
}

type AlarmText = Pick<NonNullable<PolicyText['alarm']>, 'period' | 'datapointsToAlarm' | 'evaluationPeriods'>;

/** The place in an alarm, and the mistake in words. */
export function alarmWords(
  problem: AlarmProblem,
  { period, datapointsToAlarm, evaluationPeriods }: AlarmText,
): [where: Path, message: string] {
  if (problem === 'period') return [['period'], `${period} is no period of an alarm: 10, 20, 30 or a multiple of 60 seconds`];
  if (problem === 'datapointsToAlarm')
    return [['datapointsToAlarm'], `${datapointsToAlarm} is above evaluationPeriods, ${evaluationPeriods}`];
  return [
    ['evaluationPeriods'],
    `${evaluationPeriods} periods of ${period} s exceed the limit of CloudWatch: a day, or a week with periods of an hour or more`,
  ];
}

/** The place in the policy, and the mistake in words. */
function policyWords({ problem }: PolicyFinding, policy: PolicyText, edition: Edition): [where: Path, message: string] {
  const { alarm } = policy;
  const steps: Path = ['stepScalingPolicyConfiguration', 'stepAdjustments'];
  switch (problem) {
    case 'sameMetric':
      return [[], 'tracks the metric of a policy before it: target tracking takes one policy for each metric (S.TT-6)'];
    case 'noHighResolution':
      return [[], `follows points of 20 seconds, which ${lackOfHighResolution(policy, edition)} (N.MON-2)`];
    case 'requestCountWithBlueGreen':
      return [[], 'tracks ALBRequestCountPerTarget, which AWS refuses where CODE_DEPLOY deploys (S.TT-1): track the CPU'];
    case 'period':
    case 'datapointsToAlarm':
    case 'tooLong': {
      const [where, message] = alarmWords(problem, alarm!);
      return [['alarm', ...where], message];
    }
    default:
      return [steps, STEP_WORDS[problem] ?? `is refused: ${problem} (${[...PREDEFINED_METRICS.keys()].join(', ')})`];
  }
}

function checkNames(context: Context, path: Path, { policies, scheduledActions }: ScalingText): void {
  const lists = { policies: policies.map((p) => p.policyName), scheduledActions: scheduledActions.map((a) => a.scheduledActionName) };
  for (const [key, names] of Object.entries(lists))
    names.forEach((name, i) => {
      if (name !== undefined && names.indexOf(name) < i)
        context.error(
          [...path, key, i, key === 'policies' ? 'policyName' : 'scheduledActionName'],
          `${show(name)} is taken: names are unique here`,
        );
    });
}

const SCHEDULE_WORDS: Readonly<Record<ScheduleProblem, string>> = {
  form: 'is no schedule: write cron(...), rate(...) or at(...)',
  cron: 'is no cron expression of AWS: cron(minutes hours day-of-month month day-of-week year), one of the two kinds of day a ?, as cron(0 8 ? * MON-FRI *)',
  rate: 'is no rate: rate(1 hour), rate(15 minutes), rate(2 days)',
  at: 'is no time: at(yyyy-mm-ddThh:mm:ss)',
  timeZone: '',
};

function checkAction(
  context: Context,
  path: Path,
  { action, scaling }: { action: ScalingText['scheduledActions'][number]; scaling: ScalingText },
): void {
  const startsAtMs = startsAtMsOf(context.scenario);
  const schedule = readSchedule(action.schedule, { timeZone: action.timezone, startsAtMs });
  if (schedule === 'timeZone') context.error([...path, 'timezone'], `${show(action.timezone)} is no time zone such as Europe/Berlin`);
  else if (typeof schedule === 'string') context.error([...path, 'schedule'], `${show(action.schedule)} ${SCHEDULE_WORDS[schedule]}`);
  const widest = widestBounds(scaling);
  const { minCapacity = widest.minCapacity, maxCapacity = widest.maxCapacity } = action.scalableTargetAction;
  for (const problem of scheduledActionProblems(actionOf(action, startsAtMs), widest)) {
    if (problem === 'noBound') context.error([...path, 'scalableTargetAction'], 'changes nothing: give minCapacity, maxCapacity or both');
    else if (problem === 'minAboveMax')
      context.error([...path, 'scalableTargetAction'], `would leave a minimum of ${minCapacity} above the maximum of ${maxCapacity}`);
    else if (problem === 'endsBeforeStart') context.error([...path, 'endTime'], 'is before the action begins');
  }
}

/** A bound that an action does not set may be that of any other: the run refuses one that comes at the wrong time, as AWS does. */
function widestBounds({ minCapacity, maxCapacity, scheduledActions }: ScalingText): Pick<ScalingText, 'minCapacity' | 'maxCapacity'> {
  const targets = scheduledActions.map(({ scalableTargetAction }) => scalableTargetAction);
  return {
    minCapacity: Math.min(minCapacity, ...targets.flatMap((target) => target.minCapacity ?? [])),
    maxCapacity: Math.max(maxCapacity, ...targets.flatMap((target) => target.maxCapacity ?? [])),
  };
}
