import { isUnresolved, shownText, Unresolved } from '../unresolved.js';

/**
 * Results of `Ref` and `Fn::GetAtt` for the resources that matter. Names and ARNs have AWS's format, so that they can be split in the same
 * way.
 */

interface Kind {
  /** Property with the name of the resource. */
  readonly name: string;
  /** Pattern of the result, with `NAME`, `CLUSTER` and `ID` as placeholders. Absent: the name. */
  readonly ref?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const ECS = 'arn:PARTITION:ecs:REGION:ACCOUNT';
const SERVICE = `${ECS}:service/CLUSTER/NAME`;
const LB = 'arn:PARTITION:elasticloadbalancing:REGION:ACCOUNT';
const TARGET_GROUP = `${LB}:targetgroup/NAME/0`;
const SCALING = 'arn:PARTITION:autoscaling:REGION:ACCOUNT';
const TASK_DEFINITION = `${ECS}:task-definition/NAME:1`;

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::ECS::Cluster': { name: 'ClusterName', attributes: { Arn: `${ECS}:cluster/NAME` } },
  'AWS::ECS::Service': { name: 'ServiceName', ref: SERVICE, attributes: { Name: 'NAME', ServiceArn: SERVICE } },
  'AWS::ECS::TaskDefinition': { name: 'Family', ref: TASK_DEFINITION, attributes: { TaskDefinitionArn: TASK_DEFINITION } },
  'AWS::ECS::CapacityProvider': { name: 'Name' },
  'AWS::AutoScaling::AutoScalingGroup': {
    name: 'AutoScalingGroupName',
    attributes: { AutoScalingGroupARN: `${SCALING}:autoScalingGroup:0:autoScalingGroupName/NAME` },
  },
  'AWS::AutoScaling::LaunchConfiguration': { name: 'LaunchConfigurationName' },
  'AWS::EC2::LaunchTemplate': {
    name: 'LaunchTemplateName',
    ref: 'lt-ID',
    attributes: { LaunchTemplateId: 'lt-ID', LatestVersionNumber: '1', DefaultVersionNumber: '1' },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    name: 'Name',
    ref: TARGET_GROUP,
    attributes: { TargetGroupArn: TARGET_GROUP, TargetGroupName: 'NAME', TargetGroupFullName: 'targetgroup/NAME/0' },
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    name: 'Name',
    ref: `${LB}:loadbalancer/app/NAME/0`,
    attributes: { LoadBalancerFullName: 'app/NAME/0', LoadBalancerName: 'NAME' },
  },
  'AWS::ApplicationAutoScaling::ScalableTarget': { name: '', ref: 'target:ID' },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    name: '',
    ref: `${SCALING}:scalingPolicy:0:ID`,
    attributes: { Arn: `${SCALING}:scalingPolicy:0:ID` },
  },
  'AWS::AutoScaling::ScalingPolicy': {
    name: '',
    ref: `${SCALING}:scalingPolicy:0:ID`,
    attributes: { Arn: `${SCALING}:scalingPolicy:0:ID` },
  },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', attributes: { Arn: 'arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME' } },
};

export interface Referred {
  readonly type: string;
  readonly logicalId: string;
  readonly region: string;
  readonly account: string;
  /** Returns an evaluated property of the resource. */
  property(name: string): unknown;
}

/** Returns the property that holds a resource's name; undefined for types without a name of their own. */
export function nameProperty(type: string): string | undefined {
  return Object.hasOwn(KINDS, type) ? KINDS[type]!.name || undefined : undefined;
}

/** Returns the resource's name or, where AWS would generate one, its logical id. */
function resourceName({ type, logicalId, property }: Referred): unknown {
  const key = nameProperty(type);
  return (key === undefined ? undefined : property(key)) ?? logicalId;
}

/** Returns the result of `Ref` or, with `attribute`, of `Fn::GetAtt`; undefined when unknown. */
export function reference(resource: Referred, attribute?: string): unknown {
  const kind = Object.hasOwn(KINDS, resource.type) ? KINDS[resource.type]! : undefined;
  if (attribute === undefined) return kind === undefined ? resource.logicalId : filled(kind.ref ?? 'NAME', resource);
  const form = kind?.attributes !== undefined && Object.hasOwn(kind.attributes, attribute) ? kind.attributes[attribute] : undefined;
  return form === undefined ? undefined : filled(form, resource);
}

function filled(form: string, resource: Referred): unknown {
  const parts: Record<string, () => unknown> = {
    NAME: () => resourceName(resource),
    ID: () => resource.logicalId,
    REGION: () => resource.region,
    ACCOUNT: () => resource.account,
    PARTITION: () => 'aws',
    CLUSTER: () => shownText(resource.property('Cluster') ?? 'default').replace(/^.*\//, ''),
  };
  const values = form
    .split(/\b(NAME|ID|REGION|ACCOUNT|PARTITION|CLUSTER)\b/)
    .map((word) => (Object.hasOwn(parts, word) ? parts[word]!() : word));
  const unknown = values.filter(isUnresolved);
  const text = values.map(shownText).join('');
  return unknown.length === 0 ? text : new Unresolved(text, unknown[0]!.reasons);
}
