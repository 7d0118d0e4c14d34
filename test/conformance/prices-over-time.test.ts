import { describe, expect, it } from 'vitest';
import { usedTypes } from '../../src/report/summary.js';
import { billOfText } from '../report/bill.js';
import { load, messages } from '../scenario/scenarios.js';

/** Bills of whole scenarios whose prices change while they run, to be worked out by hand. */

// A run needs a service, be it of no task.
const NOTHING_PLACED = 'services: [{ serviceName: s, taskDefinition: w, desiredCount: 0, launchType: EC2 }]';

const scenario = (parts: { cluster: string; more?: string; work?: string }) => `
name: prices
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
${parts.cluster}
instanceTypes: [{ name: x.one, cpuUnits: 1024, memoryMib: 1024, usdPerHour: 4 }]
taskDefinitions: [{ family: w, containerDefinitions: [{ name: a, image: i, cpu: 256, memory: 512 }] }]
${parts.work ?? NOTHING_PLACED}
timings: { instanceBoot: 0s }
${parts.more ?? ''}
`;
const FIXED = '  containerInstances: [{ instanceType: x.one, count: 1 }]';
const DOUBLED = 'prices: { ec2: { x.one: [{ at: 0s, usd: 1 }, { at: 1800s, usd: 2 }] } }';
const group = (policy: string) => `  capacityProviders:
    - name: g
      autoScalingGroup: { instanceTypes: [x.one], minSize: 1, maxSize: 1${policy} }`;
const ALL_SPOT = ', mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0';
const byHour = (rows: readonly Record<string, string>[]) =>
  rows.map(({ hour_ms, item, cost_usd }) => [Number(hour_ms) / 3_600_000, item, Number(cost_usd)]);

describe('an On-Demand price over time', () => {
  it.each([
    ['outside any group', FIXED],
    ['of a group', group('')],
  ])('at 1 USD an hour, from 1,800 s at 2 USD, two hours of one instance %s cost 3.50 USD', (_, cluster) => {
    const { headline, files, spotPools } = billOfText(scenario({ cluster, more: DOUBLED }));
    expect(headline).toMatchObject({ cost_usd: 3.5, cost_on_demand_usd: 3.5, instance_hours: 2 });
    expect(byHour(files['costs.csv'])).toEqual([
      [0, 'instances', 1.5],
      [1, 'instances', 2],
    ]);
    expect(files['instances.csv'][0]).toMatchObject({ billed_seconds: '7200', cost_usd: '3.5' });
    expect(spotPools).toEqual([]);
  });

  it('may be that of a type of the scenario itself', () => {
    const own = scenario({ cluster: FIXED }).replace('usdPerHour: 4', 'usdPerHour: [{ at: 10m, usd: 3 }, { at: 1h, usd: 6 }]');
    // The first price also holds before its time: an hour at 3, an hour at 6.
    expect(billOfText(own).headline.cost_usd).toBe(9);
  });

  it('is reported with its steps, beside where the price is from', () => {
    const { setup } = load(scenario({ cluster: FIXED, more: DOUBLED }));
    expect(usedTypes(setup!)[0]).toMatchObject({
      price_usd_per_hour: 1,
      price_steps: [
        { at_ms: 0, usd_per_hour: 1 },
        { at_ms: 1_800_000, usd_per_hour: 2 },
      ],
      price_source: 'given in the scenario',
    });
  });

  it('is what services bear, each of the time it was there', () => {
    // The whole instance is the service's from the beginning: 0.5 at 1 USD, 1.5 at 2 USD.
    const work = 'services: [{ serviceName: s, taskDefinition: w, desiredCount: 1, launchType: EC2 }]';
    const timings = 'timings: { imagePull: 0s, containerStart: 0s }';
    const { costs } = billOfText(scenario({ cluster: FIXED, work, more: DOUBLED }).replace('timings: { instanceBoot: 0s }', timings));
    expect(costs).toEqual([3.5, 0]);
  });

  it('is what a reservation takes off, hour by hour: 2 x 0.60 in place of 1.50 and 2', () => {
    const { headline, commitments } = billOfText(
      scenario({
        cluster: FIXED,
        more: `${DOUBLED}\nbilling: { reservedInstances: [{ instanceType: x.one, count: 1, usdPerHour: 0.6 }] }`,
      }),
    );
    expect(headline).toMatchObject({ cost_usd: 1.2, commitments_usd: -2.3 });
    expect(commitments[0]).toMatchObject({ covered_usd: 3.5, used_percent: 100 });
  });

  it('is what a Savings Plan covers less of as it rises: 0.75 an hour at 50 % off buy 1.50 of list price an hour', () => {
    // All of the first hour (1.50), and 1.50 of the 2 of the second: 0.75 + 0.75 + 0.50.
    const { headline } = billOfText(
      scenario({ cluster: FIXED, more: `${DOUBLED}\nbilling: { savingsPlan: { usdPerHour: 0.75, percentOff: { x.one: 50 } } }` }),
    );
    expect(headline.cost_usd).toBe(2);
  });

  it('is what Spot saves against, and what savings in percent follow: 60 % off 3.50', () => {
    const spot = 'spot: { pools: [{ savingsPercent: 60, interruptionProbability: 0 }] }';
    const { headline, spotPools } = billOfText(scenario({ cluster: group(`${ALL_SPOT} } }`), more: `${DOUBLED}\n${spot}` }));
    expect(headline).toMatchObject({ cost_usd: 1.4, cost_spot_usd: 1.4, spot_savings_usd: 2.1, spot_savings_percent: 60 });
    expect(spotPools[0]).toMatchObject({ on_demand_cost_usd: 3.5, mean_usd_per_hour: 0.7 });
  });

  it('[C.SPOT-01] is the most that a group without a maximum pays for Spot: as it falls below, EC2 takes the instance', () => {
    // Spot at 0.8 stands; On-Demand falls from 1 to 0.5 at 1:10. Noticed then, gone at 1:12, and none is launched again.
    const falls =
      'prices: { ec2: { x.one: [{ at: 0s, usd: 1 }, { at: 70m, usd: 0.5 }] } }\nspot: { pools: [{ usdPerHour: 0.8, interruptionProbability: 0 }] }';
    const { headline, files } = billOfText(scenario({ cluster: group(`${ALL_SPOT} } }`), more: falls }));
    expect(files['instances.csv'].map(({ noticed_ms, terminated_ms }) => [noticed_ms, terminated_ms])).toEqual([['4200000', '4320000']]);
    expect(headline.cost_usd).toBe(0.96); // 72 minutes at 0.80.
    const stays = billOfText(scenario({ cluster: group(`${ALL_SPOT}, spotMaxPrice: "0.9" } }`), more: falls }));
    expect(stays.headline).toMatchObject({ cost_usd: 1.6, interrupted_instances: 0 });
  });

  it('[C.SPOT-01] falls together with a Spot price given as savings, and no instance is outbid between the two', () => {
    const falls =
      'prices: { ec2: { x.one: [{ at: 0s, usd: 4 }, { at: 70m, usd: 1 }] } }\nspot: { pools: [{ savingsPercent: 50, interruptionProbability: 0 }] }';
    expect(billOfText(scenario({ cluster: group(`${ALL_SPOT} } }`), more: falls })).headline.interrupted_instances).toBe(0);
  });

  it('[A.ASG-12] decides which type a group launches next', () => {
    // x.two is the cheaper one from noon on, when the instance has half of its life before it.
    const two = scenario({ cluster: group('').replace('x.one], ', 'x.one, x.two], maxInstanceLifetime: 86400, '), more: '' })
      .replace('duration: 2h', 'duration: 26h')
      .replace(
        'usdPerHour: 4 }]',
        'usdPerHour: 4 }, { name: x.two, cpuUnits: 1024, memoryMib: 1024, usdPerHour: [{ at: 0s, usd: 5 }, { at: 12h, usd: 1 }] }]',
      )
      .replace('maxSize: 1', 'maxSize: 2, mixedInstancesPolicy: { instancesDistribution: { onDemandAllocationStrategy: lowest-price } }');
    const { files } = billOfText(two);
    expect(new Set(files['instances.csv'].map((row) => row.instance_type))).toEqual(new Set(['x.one', 'x.two']));
  });
});

describe('a Spot price over time', () => {
  it('is a list of steps as well: 1 USD an hour, from 1,800 s 2 USD', () => {
    const more = 'spot: { pools: [{ usdPerHour: [{ at: 0s, usd: 1 }, { at: 1800s, usd: 2 }], interruptionProbability: 0 }] }';
    const { headline } = billOfText(scenario({ cluster: group(`${ALL_SPOT} } }`), more }));
    expect(headline).toMatchObject({ cost_usd: 3.5, spot_savings_usd: 4.5 });
  });
});

describe('a price of Fargate over time', () => {
  // 1 vCPU and 2 GB from 0 on. A vCPU-hour costs 1 USD, from 1:00 on 3 USD; a GB-hour 0.5, from 0:30 on 1 USD: 0.5 x 2 + 0.5 x 3 + 1 x 5.
  const task = (strategy: string) => `
name: fargate-prices
duration: 2h
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions: [{ family: w, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "1024", memory: "2048", containerDefinitions: [{ name: a, image: i }] }]
services: [{ serviceName: s, taskDefinition: w, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: ${strategy}, weight: 1 }] }]
fargate: { start: { machine: 0s, containers: 0s, lazyPull: 0s, p95OverMedian: 1 }, stop: { exitNoticed: 0s, cleanup: 0s } }
images: [{ image: i, sizeMib: 1, sociIndex: true }]
prices: { fargate: { linux: { x86_64: { on-demand: &p { usdPerVcpuHour: [{ at: 0s, usd: 1 }, { at: 1h, usd: 3 }], usdPerGbHour: [{ at: 0s, usd: 0.5 }, { at: 30m, usd: 1 }] }, spot: { usdPerVcpuHour: 1, usdPerGbHour: 0.5 } } } } }
spot: { pools: [{ capacityProvider: FARGATE_SPOT, interruptionProbability: 0 }] }
`;

  it('is paid as it is at each moment', () => {
    const { headline, files } = billOfText(task('FARGATE'));
    expect(headline).toMatchObject({ cost_usd: 7.5, cost_fargate_usd: 7.5, cost_on_demand_usd: 7.5 });
    expect(byHour(files['costs.csv'])).toEqual([
      [0, 'fargateTasks', 2.5],
      [1, 'fargateTasks', 5],
    ]);
  });

  it('is what FARGATE_SPOT saves against', () => {
    expect(billOfText(task('FARGATE_SPOT')).headline).toMatchObject({ cost_usd: 4, spot_savings_usd: 3.5 });
  });
});

describe('a price over time that is wrong', () => {
  it.each([
    ['steps that go back', '[{ at: 1h, usd: 1 }, { at: 1h, usd: 2 }]', '.1.at: 1h is not after 1h: steps are in order of time'],
    ['no steps', '[]', 'has 0 entries: at least 1'],
    ['a step without its price', '[{ at: 1h }]', '.0.usd: is missing: expected a number'],
    ['a price below nothing', '[{ at: 1h, usd: -1 }]', '.0.usd: -1 is out of range: at least 0'],
    ['words', 'cheap', 'expected a number, not "cheap"'],
  ])('%s', (_, price, message) => {
    const text = scenario({ cluster: FIXED, more: `prices: { ec2: { x.one: ${price} } }` });
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
  });
});
