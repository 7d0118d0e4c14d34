import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describeTargetGroupAttributes, describeTargetGroups, protocolOf, targetGroupArn } from '../../../answers/targets.js';
import { targetGroupAt, typeOf } from '../../../scenario/services/target-group.js';
import { TaskState } from '../../../services/task-states.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import { Condition } from '../../../sim/facts.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type OperationsOf, reads } from '../operation.js';
import { listsOf } from '../page.js';

const lists = listsOf('elasticloadbalancing', 400);
const PORT = 80;

interface TargetGroup {
  readonly TargetGroupArn: string;
  readonly TargetGroupName: string;
}

/** Reads of Elastic Load Balancing: the target groups of the scenario, each behind a load balancer of its name with one listener. */
export const BALANCERS = {
  DescribeTargetGroups: lists(
    'TargetGroups',
    ['TargetGroupArns', 'Names', 'LoadBalancerArn'],
    ({ TargetGroupArns: arns, Names: names, LoadBalancerArn: balancer }, context) => {
      const all = groupsOf(context);
      const missing = [...(arns ?? []), ...(names ?? [])].find((one) => !all.some((group) => isOf(group, one)));
      if (missing !== undefined) throw notFound('TargetGroupNotFound', 'One or more target groups not found');
      return all
        .filter((group) => (arns ?? names) === undefined || [...(arns ?? []), ...(names ?? [])].some((one) => isOf(group, one)))
        .filter((group) => balancer === undefined || balancerArn(context, group) === balancer)
        .map((group) => ({ ...group, Protocol: protocolIn(context, group), Port: PORT, LoadBalancerArns: [balancerArn(context, group)] }));
    },
  ),
  DescribeTargetGroupAttributes: reads(['TargetGroupArn'], ({ TargetGroupArn: arn = '' }, context) => {
    if (!groupsOf(context).some((one) => one.TargetGroupArn === arn))
      throw notFound('TargetGroupNotFound', 'One or more target groups not found');
    const { TargetGroupArn: _, ...answer } = describeTargetGroupAttributes(context.cluster.moment, arn) as { TargetGroupArn: string };
    return answer;
  }),
  DescribeTargetHealth: reads(
    { uses: ['TargetGroupArn', 'Targets'], refuses: ['Include'] },
    ({ TargetGroupArn: arn = '', Targets: given }, context) => {
      const group = groupsOf(context).find((one) => one.TargetGroupArn === arn);
      if (group === undefined) throw notFound('TargetGroupNotFound', 'One or more target groups not found');
      const all = targetsOf(context, arn);
      const isGiven = (Id: string) => given === undefined || given.some((one) => one.Id === Id);
      return { TargetHealthDescriptions: all.filter(({ Target: { Id } }) => isGiven(Id)) };
    },
  ),
  DescribeLoadBalancers: lists('LoadBalancers', ['LoadBalancerArns', 'Names'], ({ LoadBalancerArns: arns, Names: names }, context) => {
    const all = groupsOf(context).map((group) => balancerOf(context, group));
    const given = [...(arns ?? []), ...(names ?? [])];
    const isNamed = ({ LoadBalancerArn, LoadBalancerName }: (typeof all)[number], one: string) =>
      one === LoadBalancerArn || one === LoadBalancerName;
    if (given.some((one) => !all.some((balancer) => isNamed(balancer, one))))
      throw notFound('LoadBalancerNotFound', 'One or more load balancers not found');
    return all.filter((balancer) => (arns ?? names) === undefined || given.some((one) => isNamed(balancer, one)));
  }),
  DescribeListeners: lists(
    'Listeners',
    ['LoadBalancerArn', 'ListenerArns'],
    ({ LoadBalancerArn: balancer, ListenerArns: arns }, context) => {
      const all = groupsOf(context).map((group) => listenerOf(context, group));
      if (balancer !== undefined && !all.some((one) => one.LoadBalancerArn === balancer))
        throw notFound('LoadBalancerNotFound', 'One or more load balancers not found');
      if (arns?.some((arn) => !all.some((one) => one.ListenerArn === arn)))
        throw notFound('ListenerNotFound', 'One or more listeners not found');
      return all.filter(
        (one) => (balancer === undefined || one.LoadBalancerArn === balancer) && (arns === undefined || arns.includes(one.ListenerArn)),
      );
    },
  ),
  DescribeRules: reads(['ListenerArn', 'RuleArns', 'Marker', 'PageSize'], ({ ListenerArn: listener, RuleArns: arns }, context) => {
    const all = groupsOf(context).map((group) => listenerOf(context, group));
    const rules = all.map(({ ListenerArn, DefaultActions }) => ({
      listener: ListenerArn,
      rule: { RuleArn: ruleArn(ListenerArn), Priority: 'default', Conditions: [], Actions: DefaultActions, IsDefault: true },
    }));
    if (listener !== undefined && !rules.some((one) => one.listener === listener))
      throw notFound('ListenerNotFound', 'One or more listeners not found');
    if (arns?.some((arn) => !rules.some(({ rule }) => rule.RuleArn === arn))) throw notFound('RuleNotFound', 'One or more rules not found');
    const found = rules.filter(
      ({ listener: own, rule }) => (listener === undefined || own === listener) && (arns === undefined || arns.includes(rule.RuleArn)),
    );
    return { Rules: found.map(({ rule }) => rule) };
  }),
} satisfies OperationsOf<ElasticLoadBalancingV2>;

function notFound(code: string, message: string): AwsError {
  return new AwsError(code, message);
}

/** The target groups of the scenario, and those that services name and the scenario does not describe: they have AWS's defaults. */
function groupsOf({ cluster }: Context): TargetGroup[] {
  const { moment } = cluster;
  const { TargetGroups: written } = describeTargetGroups(moment) as { TargetGroups: TargetGroup[] };
  const named = moment.scenario.services.flatMap(({ loadBalancers }) =>
    loadBalancers.map((one) => targetGroupArn(moment, one.targetGroupArn)),
  );
  const others = [...new Set(named)].filter((arn) => !written.some((one) => one.TargetGroupArn === arn));
  return [...written, ...others.map((arn) => ({ TargetGroupArn: arn, TargetGroupName: arn.split('/')[1] ?? arn, TargetType: 'ip' }))];
}

function isOf({ TargetGroupArn, TargetGroupName }: TargetGroup, reference: string): boolean {
  return reference === TargetGroupArn || reference === TargetGroupName;
}

function protocolIn({ cluster }: Context, { TargetGroupArn }: TargetGroup): 'HTTP' | 'TCP' {
  return protocolOf(targetGroupAt(TargetGroupArn, cluster.moment.scenario));
}

/** `app` or `net`, as ARNs have it. */
function kindOf({ cluster }: Context, { TargetGroupArn }: TargetGroup): 'app' | 'net' {
  return typeOf(targetGroupAt(TargetGroupArn, cluster.moment.scenario)) === 'network' ? 'net' : 'app';
}

function balancerArn(context: Context, group: TargetGroup): string {
  const { TargetGroupArn: arn, TargetGroupName: name } = group;
  return arn.replace(/:targetgroup\/.*$/, `:loadbalancer/${kindOf(context, group)}/${name}/0000000000000000`);
}

function balancerOf(context: Context, group: TargetGroup) {
  const { moment } = context.cluster;
  const isNetwork = kindOf(context, group) === 'net';
  return {
    LoadBalancerArn: balancerArn(context, group),
    LoadBalancerName: group.TargetGroupName,
    CreatedTime: moment.names.time(0),
    Scheme: 'internal',
    State: { Code: 'active' },
    Type: isNetwork ? 'network' : 'application',
    AvailabilityZones: moment.world.setup.zones.map((ZoneName) => ({ ZoneName })),
    IpAddressType: 'ipv4',
  };
}

function listenerOf(context: Context, group: TargetGroup) {
  const LoadBalancerArn = balancerArn(context, group);
  return {
    ListenerArn: `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/0000000000000000`,
    LoadBalancerArn,
    Port: PORT,
    Protocol: kindOf(context, group) === 'net' ? 'TCP' : 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroupArn, Order: 1 }],
  };
}

function ruleArn(listener: string): string {
  return `${listener.replace(':listener/', ':listener-rule/')}/0000000000000000`;
}

interface TargetHealth {
  readonly Target: { readonly Id: string; readonly Port: number };
  readonly TargetHealth: { readonly State: string; readonly Reason?: string; readonly Description?: string };
}

/** The targets of a group: tasks that are registered, and those that drain. */
function targetsOf({ cluster }: Context, arn: string): TargetHealth[] {
  const { moment, targets } = cluster;
  const { tasks, records } = moment.world;
  return moment.scenario.services.flatMap(({ loadBalancers }, service) => {
    const balancer = loadBalancers.find((one) => targetGroupArn(moment, one.targetGroupArn) === arn);
    const found: TargetHealth[] = [];
    if (balancer === undefined) return found;
    for (let slot = records.services[service]!.newest; slot !== NONE; slot = tasks.nextOfService[slot]!) {
      const task = tasks.task[slot]!;
      const isRegistered = targets.isRegistered(task) && tasks.state[slot] === TaskState.RUNNING;
      if (!isRegistered && !targets.drains(task)) continue;
      const health = targets.drains(task) ? DRAINING : BY_CONDITION[tasks.condition[slot]!]!;
      found.push({ Target: { Id: addressOf(task), Port: balancer.containerPort ?? 80 }, TargetHealth: health });
    }
    return found.reverse();
  });
}

const DRAINING = { State: 'draining', Reason: 'Target.DeregistrationInProgress', Description: 'Target deregistration is in progress' };
const BY_CONDITION: Readonly<Record<number, TargetHealth['TargetHealth']>> = {
  [Condition.waiting]: { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' },
  [Condition.healthy]: { State: 'healthy' },
  [Condition.unhealthy]: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
};

/** A simulated task has no address: this one has the number of the task. */
function addressOf(task: number): string {
  return `10.${(task >> 16) & 255}.${(task >> 8) & 255}.${task & 255}`;
}
