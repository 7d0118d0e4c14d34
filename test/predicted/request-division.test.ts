import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { imported } from '../import/imported.js';
import { predict } from './predict.js';

interface SetText {
  readonly of: string;
  readonly percent: number;
  readonly at?: string;
  readonly weight?: number;
}

interface Parts {
  readonly group?: string;
  readonly desired: number;
  readonly sets: readonly SetText[];
  readonly faults?: string;
}

const setText = ({ of, percent, at = '0s', weight }: SetText) =>
  `{ at: ${at}, taskDefinition: ${of}, scale: [{ at: ${at}, value: ${percent} }]${weight === undefined ? '' : `, weights: [{ at: ${at}, value: ${weight} }]`} }`;

/**
 * Task sets side by side, so that the load of each is visible: `web` serves a request in 100 ms, `slow`, with a third of the CPU, in 300 ms;
 * `inA` and `inB` are placed in a zone. A start takes 58.5 s and the first check 1.5 s, so a task is healthy 60 s after its request.
 */
const scenario = ({ group = '', desired, sets, faults = '' }: Parts) => `
name: division
duration: 20m
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.4xlarge, count: 4 }] }
timings: { imagePull: 0s, containerStart: 58.5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s, firstCheck: 1.5s }
taskDefinitions:
  - { family: web, networkMode: bridge, cpu: "768", containerDefinitions: [{ name: web, image: web, memory: 512 }] }
  - { family: again, networkMode: bridge, cpu: "768", containerDefinitions: [{ name: web, image: web, memory: 512 }] }
  - { family: slow, networkMode: bridge, cpu: "256", containerDefinitions: [{ name: web, image: web, memory: 512 }] }
  - { family: inA, networkMode: bridge, cpu: "768", containerDefinitions: [{ name: web, image: web, memory: 512 }],
      placementConstraints: [{ type: memberOf, expression: "attribute:ecs.availability-zone == us-east-1a" }] }
  - { family: inB, networkMode: bridge, cpu: "768", containerDefinitions: [{ name: web, image: web, memory: 512 }],
      placementConstraints: [{ type: memberOf, expression: "attribute:ecs.availability-zone == us-east-1b" }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${desired}
    launchType: EC2
    deploymentController: { type: EXTERNAL }
    taskSets: [${sets.map(setText).join(', ')}]
    loadBalancers: [{ targetGroupArn: web }]
    load: { arrivals: { type: constant, rate: 10/s }, task: { concurrency: 1, serviceTime: 100ms, cpuTime: 75ms, cpuLimit: task }, requests: { timeout: none } }
targetGroups:
  - { name: web, healthyThresholdCount: 5, deregistrationDelaySeconds: 30, ${group} }
${faults}
`;

/** The share of each revision of the requests of the minute that ends then, in percent. */
function sharesAt(parts: Parts, endS: number): number[] {
  const { of } = predict(scenario(parts));
  const all = of('serviceLoaded').find(({ at }) => at === endS)!.args.arrivedMilli!;
  const loads = of('revisionLoaded').filter(({ at }) => at === endS);
  return loads.map(({ args }) => (100 * args.arrivedMilli!) / all);
}

const mistakes = (group: string) => {
  const text = scenario({ group, desired: 1, sets: [{ of: 'web', percent: 100 }] });
  return (checkScenario(text, { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(({ message }) => message);
};

/** Three tasks from 60 s on, and one of another set that is healthy from 660 s on. */
const ONE_MORE = {
  desired: 3,
  sets: [
    { of: 'web', percent: 100 },
    { of: 'again', percent: 33, at: '10m' },
  ],
};
const SLOW_START = 'slowStartDurationSeconds: 60';

/** Source: pages edit-target-group-attributes and load-balancer-target-groups of Elastic Load Balancing. */
describe('slow start of new targets', () => {
  /** Requests of each revision in a second of the run, in percent. */
  function sharesAround(atS: number): number[] {
    const { simulation } = predict(scenario({ ...ONE_MORE, group: SLOW_START }), { until: atS - 0.5 });
    const load = simulation.world.traffic.measuredOf(0)!.load!;
    const arrived = () => load.sides.map((side) => side.arrived);
    load.pass(1000 * atS - 500);
    const before = arrived();
    load.pass(1000 * atS + 500);
    return arrived().map((requests, i) => 10 * (requests - before[i]!));
  }

  it('[N.LBX-1, N.T-LBX-a] gives a new one a share that grows from nothing: 14.29 % after half of 60 s, 25 % after all', () => {
    // At 30 s of 60: 0.5 / 3.5 for it, 1 / 3.5 for each of the three.
    const [others, newcomer] = sharesAround(690);
    expect(newcomer).toBeCloseTo(14.286, 3);
    expect(others! / 3).toBeCloseTo(28.571, 3);
    // At 720 s it is over. At 1.5 s its weight is 1/40 of that of each of the three.
    expect(sharesAround(725)[1]).toBeCloseTo(25, 9);
    expect(sharesAround(661.5)[1]).toBeCloseTo(100 / 121, 3);
    // Over the minute: the mean of x / (3 + x) for x from 0 to 1 is 1 - 3 ln(4/3) = 13.695 %. Without slow start it is 25 % from the start.
    expect(sharesAt({ ...ONE_MORE, group: SLOW_START }, 720)[1]).toBeCloseTo(100 * (1 - 3 * Math.log(4 / 3)), 2);
    expect(sharesAt(ONE_MORE, 720)[1] ?? 25).toBeCloseTo(25, 9);
  });

  it('[N.LBX-1, N.T-LBX-b] has none where no target is at full load before', () => {
    // One target gets all; two that turn healthy in one moment get half each.
    const alone = predict(scenario({ group: SLOW_START, desired: 1, sets: [{ of: 'web', percent: 100 }] }));
    expect(alone.of('serviceLoaded').find(({ at }) => at === 120)!.args).toMatchObject({ arrivedMilli: 600_000, servingMilli: 1_000 });
    const both = { group: SLOW_START, desired: 2, sets: [{ of: 'web', percent: 50 }, { of: 'again', percent: 50 }] }; // biome-ignore format: one line
    expect(sharesAt(both, 120)).toEqual([50, 50]);
  });

  it('[N.LBX-1] goes on from a checkpoint, and ends with the other targets', () => {
    const text = scenario({ ...ONE_MORE, group: SLOW_START });
    expect(predict(text, { savedAt: 680 }).facts).toEqual(predict(text).facts);
    // The three others end with their zone at 680 s, and their targets 4 s later: the newcomer has all from then on.
    const inZones = { desired: 3, group: SLOW_START, sets: [{ of: 'inA', percent: 100 }, { of: 'inB', percent: 33, at: '10m' }] }; // biome-ignore format: one line
    const outage = 'faults: [{ at: 680s, type: zoneOutage, availabilityZone: us-east-1a }]';
    expect(sharesAt({ ...inZones, faults: outage }, 780)).toEqual([100]);
  });

  it('[N.LBX-1] is 0 or 30 to 900 s, of an Application Load Balancer with round robin', () => {
    expect(mistakes('slowStartDurationSeconds: 29')).toEqual(['29 is not possible: 0, which is off, or 30 to 900']);
    expect(mistakes('slowStartDurationSeconds: 900')).toEqual([]);
    for (const other of ['least_outstanding_requests', 'weighted_random'])
      expect(mistakes(`${SLOW_START}, loadBalancingAlgorithmType: ${other}`)).toEqual([
        `is not possible with ${other}: only with round_robin`,
      ]);
    expect(mistakes(`${SLOW_START}, loadBalancerType: network`)).toEqual([
      'is for Application Load Balancers, and this one is of type network',
    ]);
  });
});

describe('the division of requests among targets', () => {
  const FOUR_AND_A_SLOW = { desired: 4, sets: [{ of: 'web', percent: 100 }, { of: 'slow', percent: 25 }] }; // biome-ignore format: one line
  const algorithm = (type: string) => ({ ...FOUR_AND_A_SLOW, group: `loadBalancingAlgorithmType: ${type}` });

  it('[N.LBX-2, N.T-LBX-c] is in inverse ratio to the time of a request with least outstanding requests, else equal', () => {
    // Four of 100 ms and one of 300 ms: (1 / 0.3) / (40 + 1 / 0.3) = 7.69 %.
    expect(sharesAt(algorithm('least_outstanding_requests'), 600)[1]).toBeCloseTo(100 / 13, 3);
    expect(sharesAt(algorithm('round_robin'), 600)[1]).toBeCloseTo(20, 9);
    expect(sharesAt(algorithm('weighted_random'), 600)[1]).toBeCloseTo(20, 9);
  });

  it('[N.LBX-3, N.T-LBX-d] is by the weights of groups first: 10 % for each of nine and one, 90 % and 1.11 % the other way round', () => {
    const weighted = (first: number, second: number) => ({
      desired: 10,
      sets: [
        { of: 'web', percent: 10 * first, weight: 90 },
        { of: 'again', percent: 10 * second, weight: 10 },
      ],
    });
    const [many, one] = sharesAt(weighted(9, 1), 600);
    expect([many! / 9, one]).toEqual([10, 10]);
    const [alone, others] = sharesAt(weighted(1, 9), 600);
    expect(alone).toBe(90);
    expect(others! / 9).toBeCloseTo(1.111, 3);
  });

  it('[N.LBX-3, N.T-LBX-d] is equal among zones without cross-zone load balancing: 50 % for one target, 16.67 % for each of three', () => {
    const zones = { desired: 4, sets: [{ of: 'inA', percent: 25 }, { of: 'inB', percent: 75 }] }; // biome-ignore format: one line
    const [a, b] = sharesAt({ ...zones, group: `loadBalancingCrossZoneEnabled: false, ${SLOW_START}` }, 600);
    expect(a).toBeCloseTo(50, 9);
    expect(b! / 3).toBeCloseTo(16.667, 3);
    // A zone without a target gets none.
    const outage = 'faults: [{ at: 10m, type: zoneOutage, availabilityZone: us-east-1a }]';
    const { of } = predict(scenario({ ...zones, group: 'loadBalancingCrossZoneEnabled: false', faults: outage }));
    // The one target of the zone gets half of 10 requests a second for 4 s after its end.
    expect(of('requestsLost').reduce((sum, { args }) => sum + args.lostMilli! / 1000, 0)).toBeCloseTo(20, 6);
  });

  it('[N.LBX-4] gives a new target load after its first check, whatever the threshold, and a deregistering one none', () => {
    const { tasks, of } = predict(scenario({ desired: 1, sets: [{ of: 'web', percent: 100 }] }));
    expect(tasks[0]!.running).toBe(58.5);
    expect(of('taskHealthChanged')[0]).toMatchObject({ at: 60, args: { task: 0, condition: 1 } });
    expect(of('serviceLoaded').find(({ at }) => at === 120)!.args.servedMilli).toBeGreaterThan(590_000);
    expect(of('requestsLost')).toEqual([]);
  });

  it('keeps the attributes of a target group on import', () => {
    const template = `
Resources:
  C: { Type: AWS::ECS::Cluster }
  G:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Name: web
      TargetGroupAttributes:
        - { Key: slow_start.duration_seconds, Value: '90' }
        - { Key: load_balancing.cross_zone.enabled, Value: 'false' }
  T:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: t, ContainerDefinitions: [{ Name: a, Image: nginx, Cpu: 256, Memory: 512, PortMappings: [{ ContainerPort: 80 }] }] }
  S:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref C
      TaskDefinition: !Ref T
      DesiredCount: 1
      LaunchType: EC2
      LoadBalancers: [{ TargetGroupArn: !Ref G, ContainerName: a, ContainerPort: 80 }]
`;
    expect(imported(template).scenario.targetGroups).toMatchObject([
      { slowStartDurationSeconds: 90, loadBalancingCrossZoneEnabled: false },
    ]);
  });
});
