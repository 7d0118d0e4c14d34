import { describe, expect, it } from 'vitest';
import { load, messages, placedMessages } from './scenarios.js';

const scenario = (what: { mode?: string; count?: number }): string => `name: balanced
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 2 }]
taskDefinitions:
  - family: web
    networkMode: ${what.mode ?? 'bridge'}
    containerDefinitions: [{ name: web, image: example/web:1, cpu: 64, memory: 128 }]
targetGroups: [{ name: tg }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: ${what.count ?? 2}, loadBalancers: [{ targetGroupArn: tg }] }
`;

describe('load balancers of a service in a scenario', () => {
  it('[T.LB-1, S.LB-4] take 1,000 targets, those of a deployment too, and no tasks without a network', () => {
    expect(placedMessages(scenario({ count: 500 }))).toEqual([]);
    expect(placedMessages(scenario({ count: 501 }))).toEqual([
      's.yaml:12:81 services.web.loadBalancers.0: takes 1000 targets by default, and may have 1002',
    ]);
    expect(placedMessages(scenario({ mode: 'none' }))).toEqual([
      's.yaml:12:63 services.web.loadBalancers: is not possible in network mode none: awsvpc, bridge or host',
    ]);
  });

  const services = (groups: string, ...list: string[]) =>
    messages(
      scenario({})
        .replace('[{ name: tg }]', groups)
        .replace(
          /services:[\s\S]*/,
          `services:\n${list.map((keys, i) => `  - { serviceName: s${i}, taskDefinition: web, ${keys} }\n`).join('')}`,
        ),
    );
  const behind = (group: string, count: number, more = '') =>
    `desiredCount: ${count}, loadBalancers: [{ targetGroupArn: ${group} }]${more}`;

  it('[T.LB-1] count all services that share a target group or a load balancer, and the zones of a Network one', () => {
    expect(services('[{ name: tg }]', behind('tg', 300), behind('tg', 201))).toEqual([
      'services.s0.loadBalancers.0: takes 1000 targets by default, and may have 1002',
    ]);
    const shared = (type: string) =>
      `[{ name: a, loadBalancerName: front, loadBalancerType: ${type} }, { name: b, loadBalancerName: front, loadBalancerType: ${type} }]`;
    expect(services(shared('application'), behind('a', 400), behind('b', 101))).toEqual([
      'services.s0.loadBalancers.0: front, its load balancer, takes 1000 targets by default, and may have 1002',
    ]);
    expect(services(shared('network'), behind('a', 200), behind('b', 51))).toEqual([
      'services.s0.loadBalancers.0: front, its load balancer, takes 500 targets in a zone by default, and may have 502 in each of 1',
    ]);
    // The sets of a shift are in target groups of their own.
    const shifting = ', deploymentConfiguration: { strategy: BLUE_GREEN, bakeTimeInMinutes: 5 }';
    expect(services('[{ name: a }]', behind('a', 1_000, shifting))).toEqual([]);
  });

  it('have one type, and checks that end before the next', () => {
    expect(
      services('[{ name: a, loadBalancerName: front }, { name: b, loadBalancerName: front, loadBalancerType: network }]', behind('a', 1)),
    ).toEqual(['targetGroups.b.loadBalancerType: network is not possible: front is of type application for a']);
    expect(services('[{ name: a, healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 10 }]', behind('a', 1))).toEqual([
      'targetGroups.a.healthCheckTimeoutSeconds: 10 is not below healthCheckIntervalSeconds, which is 10',
    ]);
  });

  it('[S.BG-3] are there for CODE_DEPLOY, two at most, and a Network one gets all traffic at once', () => {
    const by = (config: string) => `, deploymentController: { type: CODE_DEPLOY }, codeDeploy: { deploymentConfigName: ${config} }`;
    const [canary, atOnce] = [by('CodeDeployDefault.ECSCanary10Percent5Minutes'), by('CodeDeployDefault.ECSAllAtOnce')];
    const groups = '[{ name: a }, { name: nlb, loadBalancerType: network }]';
    expect(services(groups, behind('a', 1, canary), behind('nlb', 1, atOnce))).toEqual([]);
    expect(services(groups, behind('nlb', 1, canary))).toEqual([
      'services.s0.codeDeploy.deploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes is not possible behind a Network Load Balancer: CodeDeployDefault.ECSAllAtOnce',
    ]);
    expect(services(groups, `desiredCount: 1${atOnce}`)).toEqual([
      'services.s0.loadBalancers: is missing: CODE_DEPLOY moves the traffic of a load balancer',
    ]);
    const three = 'desiredCount: 1, loadBalancers: [{ targetGroupArn: a }, { targetGroupArn: a }, { targetGroupArn: a }]';
    expect(services(groups, three + atOnce)).toEqual([
      'services.s0.loadBalancers: has 3 target groups: CODE_DEPLOY takes 2, one for each set of tasks',
    ]);
  });

  it('[S.BG-11] do not go with Service Connect, or scaling by their requests, where CODE_DEPLOY deploys', () => {
    const deployed = ', deploymentController: { type: CODE_DEPLOY }';
    expect(services('[{ name: a }]', behind('a', 1, `${deployed}, serviceConnectConfiguration: { enabled: true }`))).toEqual([
      'services.s0.serviceConnectConfiguration: is not possible with CODE_DEPLOY',
      'services.s0.serviceConnectConfiguration: needs the task-level memory of web: ECS adds a proxy to each task, which has its room there',
    ]);
    const load = ', load: { arrivals: { type: constant, rate: 1/s }, task: { serviceTime: 1s, cpuTime: 1s } }';
    const tracking =
      ', scaling: { minCapacity: 1, maxCapacity: 2, policies: [{ policyName: p, targetTrackingScalingPolicyConfiguration: { targetValue: 9, predefinedMetricSpecification: { predefinedMetricType: ALBRequestCountPerTarget } } }] }';
    expect(services('[{ name: a }]', behind('a', 1, load + tracking))).toEqual([]);
    expect(services('[{ name: a }]', behind('a', 1, deployed + load + tracking))).toEqual([
      'services.s0.scaling.policies.p: tracks ALBRequestCountPerTarget, which AWS refuses where CODE_DEPLOY deploys (S.TT-1): track the CPU',
    ]);
    expect(services('[{ name: a, loadBalancerType: network }]', behind('a', 1, load + tracking))).toEqual([
      'services.s0.scaling.policies.p: tracks ALBRequestCountPerTarget, which a Network Load Balancer does not have: track the CPU',
    ]);
  });

  it('[S.EXT-3] forward to five target groups by weights', () => {
    const set = '{ taskDefinition: web, at: 0s, scale: [{ at: 0s, value: 10 }], weights: [{ at: 0s, value: 1 }] }';
    const sets = (count: number) => `, deploymentController: { type: EXTERNAL }, taskSets: [${Array(count).fill(set).join(', ')}]`;
    expect(services('[{ name: a }]', behind('a', 10, sets(5)))).toEqual([]);
    expect(services('[{ name: a }]', behind('a', 10, sets(6)))).toEqual([
      'services.s0.taskSets: have weights for 6 target groups: a listener forwards to 5 by default',
    ]);
  });
});

describe('a target group in the words of create-target-group', () => {
  const GROUP = 'name: tg, port: 80, vpcId: vpc-1, targetType: ip, healthCheckPath: /, matcher: { HttpCode: "200" }';
  const group = (keys: string) => scenario({}).replace('{ name: tg }', `{ ${GROUP}${keys} }`);

  it('needs no word of its load balancer: the protocol says it', () => {
    const setup = (keys: string) => load(group(keys)).setup;
    expect(setup(', protocol: TLS')).toEqual(setup(', loadBalancerType: network'));
    expect(setup(', protocol: HTTPS')).toEqual(setup(''));
    expect(setup(', protocol: TLS')).not.toEqual(setup(''));
  });

  it('is refused where the two differ', () => {
    expect(messages(group(', protocol: HTTP, loadBalancerType: network'))).toEqual([
      'targetGroups.tg.loadBalancerType: network is not possible with HTTP: leave it out',
    ]);
  });
});
