import { describe, expect, it } from 'vitest';
import { billOfText } from './bill.js';

/** Everything that can be bought, in one cluster, with items and commitments, and Spot Instances that turn out to be free. */
const MIXED = `
name: mixed
duration: 5h
seed: 3
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: both
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 90, instanceWarmupPeriod: 60 } }
      autoScalingGroup:
        instanceTypes: [m5.large, m5a.large]
        mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 30 } }
        minSize: 2
        maxSize: 30
    - FARGATE
    - FARGATE_SPOT
  containerInstances:
    - { instanceType: c5.large, count: 1 }
    - { instanceType: m5.large, count: 2, launchType: EXTERNAL, usdPerHour: 0.5 }
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 512, memory: 1024 }] }
  - { family: f, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "256", memory: "512", containerDefinitions: [{ name: a, image: i }] }
services:
  - serviceName: web
    taskDefinition: w
    desiredCount: 6
    desiredCountSchedule: { entries: [{ at: 1h, desiredCount: 20 }, { at: 3h, desiredCount: 8 }] }
    capacityProviderStrategy: [{ capacityProvider: both, weight: 1 }]
  - { serviceName: edge, taskDefinition: f, desiredCount: 5, capacityProviderStrategy: [{ capacityProvider: FARGATE, base: 1, weight: 1 }, { capacityProvider: FARGATE_SPOT, weight: 2 }] }
  - { serviceName: site, taskDefinition: w, desiredCount: 2, launchType: EXTERNAL }
workloads:
  - { name: jobs, taskDefinition: w, arrivals: { type: poisson, rate: 30/h }, runTime: { exponential: { mean: 7m } }, launchType: EC2 }
faults:
  - { at: 25m, type: spotInterruption, share: 1 }
  - { at: 200m, type: spotInterruption, share: 0.5 }
prices:
  ec2: { m5.large: [{ at: 0s, usd: 0.096 }, { at: 2h30m, usd: 0.15 }] }
  rootVolume: { usdPerGibMonth: 0.08 }
  zoneTraffic: { usdPerGb: 0.01 }
billing:
  reservedInstances: [{ instanceType: m5.large, count: 1, usdPerHour: 0.06 }]
  savingsPlan: { usdPerHour: 0.05, percentOff: { m5a.large: 27, FARGATE: 20 } }
  items: { rootVolume: { gib: 30 }, publicIpv4: {}, zoneTraffic: { gbPerHour: 3 } }
`;

describe('a cluster of On-Demand, Spot, FARGATE, FARGATE_SPOT and external instances', () => {
  // That instances, hours, providers, options, items, commitments, and services each add up, is checked for every bill.
  const { headline, providers, files, options } = billOfText(MIXED);
  const usdOf = (option: string) => options.find(({ purchase_option }) => purchase_option === option)?.cost_usd;

  it('has something of each on its bill', () => {
    expect(options.map(({ purchase_option, cost_usd }) => [purchase_option, cost_usd > 0])).toEqual([
      ['on-demand', true],
      ['spot', true],
      ['external', true],
    ]);
    expect(providers.map(({ capacity_provider, cost_usd }) => [capacity_provider, cost_usd > 0])).toEqual([
      ['both', true],
      ['FARGATE', true],
      ['FARGATE_SPOT', true],
      ['', true],
    ]);
    expect(headline.interrupted_instances).toBeGreaterThan(1);
    expect(files['instances.csv'].some(({ cost_usd, cause }) => cause === 'interrupted' && Number(cost_usd) === 0)).toBe(true);
  });

  it('costs what its purchase options, items and commitments cost, to the cent of a cent', () => {
    const { cost_on_demand_usd, cost_spot_usd, cost_items_usd, commitments_usd, cost_usd } = headline;
    expect([cost_on_demand_usd, cost_spot_usd]).toEqual([usdOf('on-demand'), usdOf('spot')]);
    expect(cost_on_demand_usd! + cost_spot_usd! + usdOf('external')! + cost_items_usd! + commitments_usd!).toBeCloseTo(cost_usd!, 5);
  });

  it('[C.EXT-01] distinguishes external instances in every file: two at 0.50 USD for five hours', () => {
    expect(usdOf('external')).toBe(5);
    const external = (rows: readonly Record<string, string>[]) => rows.filter((row) => row.purchase_option === 'external');
    const total = (rows: readonly Record<string, string>[]) => rows.reduce((sum, row) => sum + Number(row.cost_usd), 0);
    expect(total(external(files['costs.csv']))).toBe(5);
    expect(external(files['instances.csv']).map(({ cost_usd }) => cost_usd)).toEqual(['2.5', '2.5']);
    // Outside any provider are three instances; one is bought On-Demand.
    const outside = files['capacity-providers.csv'].filter((row) => row.capacity_provider === '');
    expect(new Set(outside.map((row) => [row.active_instances, row.on_demand_instances, row.spot_instances].join()))).toEqual(
      new Set(['3,1,0']),
    );
  });
});
