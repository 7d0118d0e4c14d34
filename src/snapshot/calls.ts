/** All calls that a snapshot may make, by their AWS CLI name (`-of-group` where two services have one name), with the required permission. All of them are read-only. */
export const CALLS = {
  'describe-clusters': {
    client: 'ecs',
    action: 'ecs:DescribeClusters',
    for: 'the cluster, its capacity providers and its default strategy',
  },
  'list-account-settings': {
    client: 'ecs',
    action: 'ecs:ListAccountSettings',
    for: 'what instances may have: trunking',
  },
  'describe-capacity-providers': { client: 'ecs', action: 'ecs:DescribeCapacityProviders', for: 'managed scaling, draining, protection' },
  'list-services': { client: 'ecs', action: 'ecs:ListServices', for: 'which services there are' },
  'describe-services': {
    client: 'ecs',
    action: 'ecs:DescribeServices',
    for: 'desired counts, strategies, constraints, deployments under way',
  },
  'list-container-instances': { client: 'ecs', action: 'ecs:ListContainerInstances', for: 'which instances there are' },
  'describe-container-instances': {
    client: 'ecs',
    action: 'ecs:DescribeContainerInstances',
    for: 'types, zones, attributes, what is free, draining',
  },
  'list-tasks': { client: 'ecs', action: 'ecs:ListTasks', for: 'which tasks there are, those that stop included' },
  'describe-tasks': { client: 'ecs', action: 'ecs:DescribeTasks', for: 'where each runs, and since when' },
  'get-task-protection': { client: 'ecs', action: 'ecs:GetTaskProtection', for: 'which tasks of services are protected, and until when' },
  'describe-task-definition': { client: 'ecs', action: 'ecs:DescribeTaskDefinition', for: 'what tasks ask for' },
  'describe-auto-scaling-instances': {
    client: 'autoscaling',
    action: 'autoscaling:DescribeAutoScalingInstances',
    for: 'the groups of instances that no capacity provider has',
  },
  'describe-auto-scaling-groups': {
    client: 'autoscaling',
    action: 'autoscaling:DescribeAutoScalingGroups',
    for: 'sizes, types, Spot share, zones, warm pools',
  },
  'describe-lifecycle-hooks': { client: 'autoscaling', action: 'autoscaling:DescribeLifecycleHooks', for: 'what a launch waits for' },
  'describe-policies': { client: 'autoscaling', action: 'autoscaling:DescribePolicies', for: 'policies of groups' },
  'describe-scheduled-actions-of-group': {
    client: 'autoscaling',
    action: 'autoscaling:DescribeScheduledActions',
    for: 'schedules of groups',
  },
  'describe-launch-configurations': {
    client: 'autoscaling',
    action: 'autoscaling:DescribeLaunchConfigurations',
    for: 'types of groups without a launch template',
  },
  'describe-launch-template-versions': {
    client: 'ec2',
    action: 'ec2:DescribeLaunchTemplateVersions',
    for: 'types, images, and the settings of the agent',
  },
  'describe-instances': { client: 'ec2', action: 'ec2:DescribeInstances', for: 'ages, Spot or On-Demand' },
  'describe-instance-types': { client: 'ec2', action: 'ec2:DescribeInstanceTypes', for: 'size and interfaces of types' },
  'describe-subnets': { client: 'ec2', action: 'ec2:DescribeSubnets', for: 'zones' },
  'describe-capacity-reservations': {
    client: 'ec2',
    action: 'ec2:DescribeCapacityReservations',
    for: 'reserved capacity, which costs money whether used or not',
  },
  'describe-target-groups': { client: 'elb', action: 'elasticloadbalancing:DescribeTargetGroups', for: 'health checks of target groups' },
  'describe-target-group-attributes': {
    client: 'elb',
    action: 'elasticloadbalancing:DescribeTargetGroupAttributes',
    for: 'deregistration delay, slow start, division of requests',
  },
  'describe-scalable-targets': {
    client: 'applicationAutoscaling',
    action: 'application-autoscaling:DescribeScalableTargets',
    for: 'limits of service auto scaling',
  },
  'describe-scaling-policies': {
    client: 'applicationAutoscaling',
    action: 'application-autoscaling:DescribeScalingPolicies',
    for: 'policies of services',
  },
  'describe-scheduled-actions': {
    client: 'applicationAutoscaling',
    action: 'application-autoscaling:DescribeScheduledActions',
    for: 'schedules of services',
  },
  'describe-alarms': { client: 'cloudwatch', action: 'cloudwatch:DescribeAlarms', for: 'the alarms of policies' },
  'get-metric-data': { client: 'cloudwatch', action: 'cloudwatch:GetMetricData', for: 'what happened, with `--metrics`' },
} as const satisfies Record<string, { client: string; action: `${string}:${'Describe' | 'List' | 'Get'}${string}`; for: string }>;

export type CallName = keyof typeof CALLS;
