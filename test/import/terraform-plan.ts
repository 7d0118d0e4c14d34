/** As `terraform show -json` prints a plan: what is made only later is not in the values, and its expressions say what it refers to. */
export const PLAN = {
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
