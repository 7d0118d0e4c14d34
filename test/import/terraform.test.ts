import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { imported, mistakes } from './imported.js';
import { PLAN } from './terraform-plan.js';

describe('a plan of Terraform', () => {
  it('becomes a scenario: what is open is reported by the resource that it refers to, through modules', () => {
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

  it('does not report blocks that it lists and that are empty', () => {
    const values = { name: 'apart', force_delete: false, instance_refresh: [], initial_lifecycle_hook: [], warm_pool: null };
    const group = { address: 'aws_autoscaling_group.apart', mode: 'managed', type: 'aws_autoscaling_group', name: 'apart', values };
    const { leftOut, withoutEffect } = imported(
      { ...PLAN, planned_values: { root_module: { resources: [group] } } },
      { file: 'plan.json' },
    );
    expect(leftOut.filter((line) => line.startsWith(group.address))).toEqual([]);
    expect(withoutEffect.filter((line) => line.startsWith(group.address))).toEqual(['aws_autoscaling_group.apart: force_delete']);
  });

  it('with containers computed at apply is reported', () => {
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

  it('reports what a scenario cannot have as what it is', () => {
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
      resource('aws_codedeploy_deployment_group', { name: 'x' }),
    ];
    const plan = { ...PLAN, planned_values: { root_module: { resources } } };
    const { findings } = importScenario([{ file: 'plan.json', text: JSON.stringify(plan) }]);
    expect(findings.filter(({ isLoss }) => isLoss).map(({ message }) => message)).toEqual([
      'x is a service of Amazon ECS Express Mode, which is not simulated: write it as a service of the scenario',
      'x is a managed daemon of ECS Managed Instances, which are not simulated',
      'the capacity provider mi is of ECS Managed Instances, which are not simulated',
    ]);
    expect(findings.map(({ message }) => message)).toContain('aws_codedeploy_deployment_group: write codeDeploy in the service');
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
