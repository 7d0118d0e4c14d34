/** The services that a snapshot calls, with the prefix of their permissions. */
const PERMISSIONS = {
  ecs: 'ecs',
  autoscaling: 'autoscaling',
  applicationAutoscaling: 'application-autoscaling',
  ec2: 'ec2',
  elb: 'elasticloadbalancing',
  cloudwatch: 'cloudwatch',
};

/** All calls that a snapshot may make, by their AWS CLI name (`-of-group` where two services have one name). All of them are read-only. */
export const CALLS = {
  'describe-clusters': { client: 'ecs', for: 'the cluster, its capacity providers and its default strategy' },
  'list-account-settings': { client: 'ecs', for: 'what instances may have: trunking' },
  'describe-capacity-providers': { client: 'ecs', for: 'managed scaling, draining, protection' },
  'list-services': { client: 'ecs', for: 'which services there are' },
  'describe-services': { client: 'ecs', for: 'desired counts, strategies, constraints, deployments under way' },
  'list-container-instances': { client: 'ecs', for: 'which instances there are' },
  'describe-container-instances': { client: 'ecs', for: 'types, zones, attributes, what is free, draining' },
  'list-tasks': { client: 'ecs', for: 'which tasks there are, those that stop included' },
  'describe-tasks': { client: 'ecs', for: 'where each runs, and since when' },
  'get-task-protection': { client: 'ecs', for: 'which tasks of services are protected, and until when' },
  'describe-task-definition': { client: 'ecs', for: 'what tasks ask for' },
  'describe-auto-scaling-instances': { client: 'autoscaling', for: 'the groups of instances that no capacity provider has' },
  'describe-auto-scaling-groups': { client: 'autoscaling', for: 'sizes, types, Spot share, zones, warm pools' },
  'describe-lifecycle-hooks': { client: 'autoscaling', for: 'what a launch waits for' },
  'describe-policies': { client: 'autoscaling', for: 'policies of groups' },
  'describe-scheduled-actions-of-group': { client: 'autoscaling', for: 'schedules of groups' },
  'describe-launch-configurations': { client: 'autoscaling', for: 'types of groups without a launch template' },
  'describe-launch-template-versions': { client: 'ec2', for: 'types, images, and the settings of the agent' },
  'describe-instances': { client: 'ec2', for: 'ages, Spot or On-Demand' },
  'describe-instance-types': { client: 'ec2', for: 'size and interfaces of types' },
  'describe-subnets': { client: 'ec2', for: 'zones' },
  'describe-capacity-reservations': { client: 'ec2', for: 'reserved capacity, which costs money whether used or not' },
  'describe-target-groups': { client: 'elb', for: 'health checks of target groups' },
  'describe-target-group-attributes': { client: 'elb', for: 'deregistration delay, slow start, division of requests' },
  'describe-scalable-targets': { client: 'applicationAutoscaling', for: 'limits of service auto scaling' },
  'describe-scaling-policies': { client: 'applicationAutoscaling', for: 'policies of services' },
  'describe-scheduled-actions': { client: 'applicationAutoscaling', for: 'schedules of services' },
  'describe-alarms': { client: 'cloudwatch', for: 'the alarms of policies' },
  'get-metric-data': { client: 'cloudwatch', for: 'what happened, with `--metrics`' },
} as const satisfies Record<`${'describe' | 'list' | 'get'}-${string}`, { client: keyof typeof PERMISSIONS; for: string }>;

export type CallName = keyof typeof CALLS;

/** Returns the name of a call as AWS spells it: `DescribeClusters`. */
export function actionName(call: CallName): string {
  return call.replace(/-of-group$/, '').replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());
}

/** Returns the permission that a call requires. */
export function permissionOf(call: CallName): string {
  return `${PERMISSIONS[CALLS[call].client]}:${actionName(call)}`;
}
