import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

/** A target is healthy after two checks, one each 10 s. */
const SHOP = WEB.replace(
  'launchType: EC2 }',
  'launchType: EC2, loadBalancers: [{ targetGroupArn: shop, containerName: web, containerPort: 80 }] }',
).replace(
  'services:\n',
  'targetGroups: [{ name: shop, healthCheckIntervalSeconds: 10, healthyThresholdCount: 2, deregistrationDelaySeconds: 60 }]\nservices:\n',
);

describe('reads of Elastic Load Balancing', () => {
  const { ecs, session } = inSession(SHOP, '10m');
  const balancing = () => new ElasticLoadBalancingV2(clientOf(session()));

  it('report the health of targets: initial, healthy, draining', async () => {
    const [group] = (await balancing().describeTargetGroups({ Names: ['shop'] })).TargetGroups!;
    const states = async () => {
      const { TargetHealthDescriptions } = await balancing().describeTargetHealth({ TargetGroupArn: group!.TargetGroupArn! });
      return TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.State);
    };
    const { Attributes } = await balancing().describeTargetGroupAttributes({ TargetGroupArn: group!.TargetGroupArn! });
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
    expect([group!.HealthCheckIntervalSeconds, await states()]).toEqual([10, ['healthy', 'healthy', 'healthy']]);
    await ecs().updateService({ service: 'web', desiredCount: 4 });
    await advance(session(), '16s');
    expect((await states()).sort()).toEqual(['healthy', 'healthy', 'healthy', 'initial']);
    await advance(session(), '2m');
    await ecs().updateService({ service: 'web', desiredCount: 3 });
    await advance(session(), '20s');
    expect((await states()).sort()).toEqual(['draining', 'healthy', 'healthy', 'healthy']);
    await advance(session(), '2m');
    expect(await states()).toEqual(['healthy', 'healthy', 'healthy']);
  });

  it('lead from a load balancer by its listener and rule to the target group', async () => {
    const [balancer] = (await balancing().describeLoadBalancers({ Names: ['shop'] })).LoadBalancers!;
    expect(balancer).toMatchObject({ Type: 'application', State: { Code: 'active' } });
    const { Listeners } = await balancing().describeListeners({ LoadBalancerArn: balancer!.LoadBalancerArn });
    const { Rules } = await balancing().describeRules({ ListenerArn: Listeners![0]!.ListenerArn });
    const [group] = (await balancing().describeTargetGroups({})).TargetGroups!;
    expect(Rules![0]!.Actions![0]!.TargetGroupArn).toBe(group!.TargetGroupArn);
    expect(group!.LoadBalancerArns).toEqual([balancer!.LoadBalancerArn]);
    await expect(balancing().describeTargetGroups({ Names: ['none'] })).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
    await expect(balancing().createTargetGroup({ Name: 'other' })).rejects.toMatchObject({ name: 'InvalidAction' });
    expect(session().logged).toEqual(['elasticloadbalancing CreateTargetGroup: this call is not simulated']);
  });
});

describe('targets of a present state', () => {
  const running = [0, 1, 2].map(
    (id) =>
      `{ id: "${id}", taskDefinition: web, group: "service:web", lastStatus: RUNNING, availabilityZone: us-east-1a, launchType: FARGATE, createdAt: 2026-01-04T00:00:00Z, startedAt: 2026-01-04T00:00:00Z }`,
  );
  const { session } = inSession(
    `name: present
duration: 1h
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }]
targetGroups: [{ name: shop }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 3, launchType: FARGATE, loadBalancers: [{ targetGroupArn: shop, containerName: web, containerPort: 80 }] }
present: { tasks: [${running.join(', ')}] }
`,
    '1m',
  );

  it('are those of tasks that ran before the start', async () => {
    const balancing = new ElasticLoadBalancingV2(clientOf(session()));
    const [group] = (await balancing.describeTargetGroups({})).TargetGroups!;
    const { TargetHealthDescriptions } = await balancing.describeTargetHealth({ TargetGroupArn: group!.TargetGroupArn! });
    expect(TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.State)).toEqual(['healthy', 'healthy', 'healthy']);
  });
});
