import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { imported, mistakes } from './imported.js';

/** As `terraform show -json` prints a plan: what is made only later is not in the values, and its expressions say what it refers to. */
const PLAN = {
  format_version: '1.2',
  terraform_version: '1.9.0',
  planned_values: {
    root_module: {
      resources: [
        {
          address: 'aws_ecs_service.web',
          mode: 'managed',
          type: 'aws_ecs_service',
          name: 'web',
          values: {
            name: 'web',
            desired_count: 3,
            launch_type: null,
            scheduling_strategy: 'REPLICA',
            deployment_maximum_percent: 150,
            deployment_minimum_healthy_percent: 50,
            capacity_provider_strategy: [{ base: null, weight: 1 }],
            ordered_placement_strategy: [{ type: 'binpack', field: 'memory' }],
            deployment_circuit_breaker: [{ enable: true, rollback: false }],
            load_balancer: [{ container_name: 'app', container_port: 80 }],
            network_configuration: [],
            tags: null,
            timeouts: null,
          },
        },
        {
          address: 'aws_ecs_task_definition.web',
          mode: 'managed',
          type: 'aws_ecs_task_definition',
          name: 'web',
          values: {
            family: 'web',
            network_mode: 'bridge',
            requires_compatibilities: ['EC2'],
            cpu: '256',
            memory: '512',
            container_definitions: '[{"name":"app","image":"nginx","essential":true,"portMappings":[{"containerPort":80,"hostPort":0}]}]',
            volume: [{ name: 'data', host_path: '/data', docker_volume_configuration: [], efs_volume_configuration: [] }],
          },
        },
        {
          address: 'aws_lb_target_group.web',
          mode: 'managed',
          type: 'aws_lb_target_group',
          name: 'web',
          values: { name: 'web', deregistration_delay: '15', health_check: [{ interval: 10, timeout: 5, healthy_threshold: 3 }] },
        },
        {
          address: 'aws_appautoscaling_target.web',
          mode: 'managed',
          type: 'aws_appautoscaling_target',
          name: 'web',
          values: {
            min_capacity: 2,
            max_capacity: 20,
            resource_id: 'service/shop/web',
            scalable_dimension: 'ecs:service:DesiredCount',
            service_namespace: 'ecs',
          },
        },
        {
          address: 'aws_appautoscaling_policy.cpu',
          mode: 'managed',
          type: 'aws_appautoscaling_policy',
          name: 'cpu',
          values: {
            name: 'cpu',
            policy_type: 'TargetTrackingScaling',
            resource_id: 'service/shop/web',
            step_scaling_policy_configuration: [],
            target_tracking_scaling_policy_configuration: [
              {
                target_value: 60,
                scale_in_cooldown: 120,
                predefined_metric_specification: [{ predefined_metric_type: 'ECSServiceAverageCPUUtilization' }],
                customized_metric_specification: [],
              },
            ],
          },
        },
        { address: 'aws_iam_role.task', mode: 'managed', type: 'aws_iam_role', name: 'task', values: {} },
        { address: 'data.aws_ami.ecs', mode: 'data', type: 'aws_ami', name: 'ecs', values: {} },
      ],
      child_modules: [
        {
          address: 'module.cluster',
          resources: [
            {
              address: 'module.cluster.aws_ecs_cluster.this[0]',
              mode: 'managed',
              type: 'aws_ecs_cluster',
              name: 'this',
              index: 0,
              values: { name: 'shop' },
            },
            {
              address: 'module.cluster.aws_ecs_capacity_provider.this["ec2"]',
              mode: 'managed',
              type: 'aws_ecs_capacity_provider',
              name: 'this',
              index: 'ec2',
              values: {
                name: 'ec2',
                auto_scaling_group_provider: [
                  {
                    managed_termination_protection: 'DISABLED',
                    managed_draining: 'ENABLED',
                    managed_scaling: [
                      { status: 'ENABLED', target_capacity: 80, minimum_scaling_step_size: 1, maximum_scaling_step_size: 5 },
                    ],
                  },
                ],
              },
            },
            {
              address: 'module.cluster.aws_ecs_cluster_capacity_providers.this',
              mode: 'managed',
              type: 'aws_ecs_cluster_capacity_providers',
              name: 'this',
              values: {
                cluster_name: 'shop',
                capacity_providers: ['ec2', 'FARGATE'],
                default_capacity_provider_strategy: [{ base: 1, weight: 1, capacity_provider: 'ec2' }],
              },
            },
          ],
        },
        {
          address: 'module.group',
          resources: [
            {
              address: 'module.group.aws_autoscaling_group.this',
              mode: 'managed',
              type: 'aws_autoscaling_group',
              name: 'this',
              values: {
                name_prefix: 'shop-',
                min_size: 1,
                max_size: 9,
                desired_capacity: 2,
                availability_zones: ['eu-west-1a', 'eu-west-1b'],
                protect_from_scale_in: false,
                max_instance_lifetime: 0,
                force_delete: false,
                mixed_instances_policy: [
                  {
                    instances_distribution: [
                      { on_demand_base_capacity: 0, on_demand_percentage_above_base_capacity: 50, spot_max_price: '' },
                    ],
                    launch_template: [
                      {
                        launch_template_specification: [{ version: '$Latest' }],
                        override: [{ instance_type: 'm6i.large', weighted_capacity: null }, { instance_type: 'm5.large' }],
                      },
                    ],
                  },
                ],
              },
            },
            {
              address: 'module.group.aws_launch_template.this',
              mode: 'managed',
              type: 'aws_launch_template',
              name: 'this',
              values: {
                instance_type: null,
                image_id: 'ami-1',
                user_data: btoa('#!/bin/bash\necho ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config\n'),
              },
            },
          ],
        },
      ],
    },
  },
  configuration: {
    root_module: {
      resources: [
        {
          address: 'aws_ecs_service.web',
          type: 'aws_ecs_service',
          name: 'web',
          expressions: {
            cluster: { references: ['module.cluster.arn', 'module.cluster'] },
            task_definition: { references: ['aws_ecs_task_definition.web.arn', 'aws_ecs_task_definition.web'] },
            capacity_provider_strategy: [
              { capacity_provider: { references: ['module.cluster.provider', 'module.cluster'] }, weight: { constant_value: 1 } },
            ],
            load_balancer: [{ target_group_arn: { references: ['aws_lb_target_group.web.arn', 'aws_lb_target_group.web'] } }],
          },
        },
      ],
      module_calls: {
        cluster: {
          expressions: { group_arn: { references: ['module.group.arn', 'module.group'] } },
          module: {
            outputs: {
              arn: { expression: { references: ['aws_ecs_cluster.this[0].arn', 'aws_ecs_cluster.this[0]', 'aws_ecs_cluster.this'] } },
              provider: { expression: { references: ['aws_ecs_capacity_provider.this'] } },
            },
            resources: [
              {
                address: 'aws_ecs_capacity_provider.this',
                type: 'aws_ecs_capacity_provider',
                name: 'this',
                expressions: { auto_scaling_group_provider: [{ auto_scaling_group_arn: { references: ['var.group_arn'] } }] },
              },
            ],
          },
        },
        group: {
          module: {
            outputs: { arn: { expression: { references: ['aws_autoscaling_group.this.arn', 'aws_autoscaling_group.this'] } } },
            resources: [
              {
                address: 'aws_autoscaling_group.this',
                type: 'aws_autoscaling_group',
                name: 'this',
                expressions: {
                  mixed_instances_policy: [
                    {
                      launch_template: [
                        {
                          launch_template_specification: [
                            { launch_template_id: { references: ['aws_launch_template.this.id', 'aws_launch_template.this'] } },
                          ],
                        },
                      ],
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    },
  },
};

describe('a plan of Terraform', () => {
  it('becomes a scenario: what is open is told by the resource that it refers to, through modules', () => {
    const { scenario, leftOut } = imported(PLAN, { file: 'plan.json', region: 'eu-west-1' });
    expect(scenario.name).toBe('shop');
    expect(scenario.cluster.capacityProviders).toEqual([
      {
        name: 'ec2',
        autoScalingGroupProvider: {
          managedScaling: { status: 'ENABLED', targetCapacity: 80, minimumScalingStepSize: 1, maximumScalingStepSize: 5 },
          managedTerminationProtection: 'DISABLED',
          managedDraining: 'ENABLED',
        },
        autoScalingGroup: {
          instanceTypes: ['m6i.large', 'm5.large'],
          mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 50 } },
          minSize: 1,
          maxSize: 9,
          desiredCapacity: 2,
          availabilityZones: ['eu-west-1a', 'eu-west-1b'],
          maxInstanceLifetime: 0,
          newInstancesProtectedFromScaleIn: false,
          spotInstanceDraining: true,
        },
      },
      'FARGATE',
    ]);
    expect(scenario.cluster.defaultCapacityProviderStrategy).toEqual([{ capacityProvider: 'ec2', weight: 1, base: 1 }]);
    expect(scenario.services).toMatchObject([
      {
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount: 3,
        capacityProviderStrategy: [{ capacityProvider: 'ec2', weight: 1 }],
        placementStrategy: [{ type: 'binpack', field: 'memory' }],
        deploymentConfiguration: {
          maximumPercent: 150,
          minimumHealthyPercent: 50,
          deploymentCircuitBreaker: { enable: true, rollback: false },
        },
        loadBalancers: [{ targetGroupArn: 'web', containerName: 'app', containerPort: 80 }],
        scaling: {
          minCapacity: 2,
          maxCapacity: 20,
          policies: [
            {
              policyName: 'cpu',
              targetTrackingScalingPolicyConfiguration: {
                targetValue: 60,
                scaleInCooldown: 120,
                predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
              },
            },
          ],
        },
      },
    ]);
    expect(scenario.targetGroups).toEqual([
      {
        name: 'web',
        healthCheckIntervalSeconds: 10,
        healthCheckTimeoutSeconds: 5,
        healthyThresholdCount: 3,
        deregistrationDelaySeconds: 15,
      },
    ]);
    expect(scenario.taskDefinitions[0].volumes).toEqual([{ name: 'data', host: { sourcePath: '/data' } }]);
    expect(leftOut).toContain('planned_values: 1 resource of types that have no part in a scenario: aws_iam_role');
  });

  it('does not tell of blocks that it lists and that are empty', () => {
    const values = { name: 'apart', force_delete: false, instance_refresh: [], initial_lifecycle_hook: [], warm_pool: null };
    const group = { address: 'aws_autoscaling_group.apart', mode: 'managed', type: 'aws_autoscaling_group', name: 'apart', values };
    const { leftOut, withoutEffect } = imported(
      { ...PLAN, planned_values: { root_module: { resources: [group] } } },
      { file: 'plan.json' },
    );
    expect(leftOut.filter((line) => line.startsWith(group.address))).toEqual([]);
    expect(withoutEffect.filter((line) => line.startsWith(group.address))).toEqual(['aws_autoscaling_group.apart: force_delete']);
  });

  it('whose containers are known only later says so', () => {
    const plan = structuredClone(PLAN) as {
      planned_values: { root_module: { resources: { type: string; values: Record<string, unknown> }[] } };
      configuration: { root_module: { resources: unknown[] } };
    };
    delete plan.planned_values.root_module.resources[1]!.values.container_definitions;
    plan.configuration.root_module.resources.push({
      type: 'aws_ecs_task_definition',
      name: 'web',
      expressions: { container_definitions: { references: ['aws_ecr_repository.app.repository_url', 'aws_ecr_repository.app'] } },
    });
    expect(mistakes(plan, { file: 'plan.json', region: 'eu-west-1' })).toEqual([
      "plan.json: aws_ecs_task_definition.web.container_definitions: is known only when the plan is applied (aws_ecr_repository.app.repository_url): import 'terraform show -json' of the state afterwards (needed for aws_ecs_task_definition.web.containerDefinitions)",
    ]);
  });

  it('as a state has all values in itself', () => {
    const [, definition] = PLAN.planned_values.root_module.resources;
    const service = {
      ...PLAN.planned_values.root_module.resources[0]!.values,
      cluster: 'arn:aws:ecs:eu-west-1:1:cluster/shop',
      task_definition: 'arn:aws:ecs:eu-west-1:1:task-definition/web:1',
      capacity_provider_strategy: [],
      load_balancer: [],
    };
    const state = {
      format_version: '1.0',
      values: {
        root_module: {
          resources: [
            definition,
            { address: 'aws_ecs_service.web', mode: 'managed', type: 'aws_ecs_service', name: 'web', values: service },
          ],
        },
      },
    };
    const { scenario } = imported(state, { file: 'state.json' });
    expect([scenario.name, scenario.region, scenario.services[0].serviceName]).toEqual(['shop', 'eu-west-1', 'web']);
  });

  it('tells what a scenario cannot have as what it is', () => {
    const resource = (type: string, values: object) => ({ address: `${type}.x`, mode: 'managed', type, name: 'x', values });
    const resources = [
      ...PLAN.planned_values.root_module.resources,
      resource('aws_ecs_express_gateway_service', { service_name: 'x' }),
      resource('aws_ecs_daemon', { name: 'x' }),
      resource('aws_ecs_capacity_provider', {
        name: 'mi',
        auto_scaling_group_provider: [],
        managed_instances_provider: [{ propagate_tags: 'NONE' }],
      }),
      resource('aws_autoscaling_schedule', { name: 'x' }),
    ];
    const plan = { ...PLAN, planned_values: { root_module: { resources } } };
    const { findings } = importScenario([{ file: 'plan.json', text: JSON.stringify(plan) }]);
    expect(findings.filter(({ isLoss }) => isLoss).map(({ message }) => message)).toEqual([
      'x is a service of Amazon ECS Express Mode, which is not simulated: write it as a service of the scenario',
      'x is a managed daemon of ECS Managed Instances, which are not simulated',
      'the capacity provider mi is of ECS Managed Instances, which are not simulated',
    ]);
    expect(findings.map(({ message }) => message)).toContain(
      'aws_autoscaling_schedule: changes a group by the clock: write faults of type groupSize or desiredCapacity with bySchedule: true',
    );
  });

  it('keeps a provider of a group whose other blocks are empty', () => {
    const resource = (type: string, name: string, values: object) => ({ address: `${type}.${name}`, mode: 'managed', type, name, values });
    const group = { name: 'g', min_size: 1, max_size: 3, launch_template: [{ id: 'lt-1', version: '3' }] };
    const arn = 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:u:autoScalingGroupName/g';
    const state = {
      format_version: '1.0',
      values: {
        root_module: {
          resources: [
            resource('aws_launch_template', 't', {
              id: 'lt-1',
              name: 'lt',
              instance_type: 'm5.large',
              latest_version: 3,
              default_version: 1,
            }),
            resource('aws_autoscaling_group', 'g', group),
            resource('aws_ecs_capacity_provider', 'p', {
              name: 'p',
              managed_instances_provider: [],
              auto_scaling_group_provider: [{ auto_scaling_group_arn: arn, managed_scaling: [{ status: 'ENABLED', target_capacity: 80 }] }],
            }),
          ],
        },
      },
    };
    const { scenario } = imported(state, { file: 'state.json' });
    expect(scenario.cluster.capacityProviders).toMatchObject([
      {
        name: 'p',
        autoScalingGroupProvider: { managedScaling: { targetCapacity: 80 } },
        autoScalingGroup: { instanceTypes: ['m5.large'] },
      },
    ]);
  });

  it('in its own language is refused with the way to the plan', () => {
    const text = '# the cluster\nresource "aws_ecs_cluster" "this" {\n  name = "shop"\n}\n';
    expect(mistakes(text, { file: 'main.tf' })).toEqual([
      "main.tf: is Terraform's own language, which only Terraform works out: run 'terraform plan -out=plan' and 'terraform show -json plan > plan.json', and import plan.json",
    ]);
  });
});
