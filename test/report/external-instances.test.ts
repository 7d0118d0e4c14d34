import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { load } from '../scenario/scenarios.js';

const text = (duration: string, launchType: string) => `
name: outside
duration: ${duration}
cluster:
  containerInstances: [{ instanceType: x.one, count: 2, ${launchType} }]
  capacityProviders: [{ name: g, autoScalingGroup: { instanceTypes: [x.one], minSize: 1, maxSize: 1 } }]
instanceTypes: [{ name: x.one, cpuUnits: 2048, memoryMib: 8192, usdPerHour: 3600 }]
taskDefinitions: [{ family: w, containerDefinitions: [{ name: a, image: i, cpu: 256, memory: 512 }] }]
services: [{ serviceName: s, taskDefinition: w, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: g, weight: 1 }] }]
prices: { rootVolume: { usdPerGibMonth: 730 }, publicIpv4: { usdPerHour: 360 } }
billing: { items: { publicIpv4: {}, rootVolume: { gib: 3600 } } }
`;

function billed(duration: string, launchType: string) {
  const { setup, errors } = load(text(duration, launchType));
  expect(errors).toBeUndefined();
  const recorder = new RunRecorder(setup!);
  new Simulation(setup!, { sources: [], subscribers: [recorder] }).advance();
  const { headline, items } = recorder.finish(setup!.durationMs).metrics;
  return { headline, items: Object.fromEntries(items.map(({ item, cost_usd }) => [item, cost_usd])) };
}

describe('the cost of external instances', () => {
  // Of the group's only instance: 60 s at 1 USD, its volume at 1 USD and its address at 0.1 USD a second.
  const OF_GROUP = { rootVolume: 60, publicIpv4: 6 };

  it('[C.EXT-01] is their own price by the second, without the minimum, the volume and the address of EC2', () => {
    const { headline, items } = billed('59s', 'launchType: EXTERNAL, usdPerHour: 7200');
    expect(items).toMatchObject(OF_GROUP);
    expect(headline).toMatchObject({ cost_usd: 60 + 66 + 2 * 2 * 59, cost_on_demand_usd: 60 });
    expect(headline.on_demand_instance_hours).toBeCloseTo(60 / 3600, 3);
    expect(headline.instance_hours).toBeCloseTo((60 + 2 * 59) / 3600, 3);
  });

  it('[C.EXT-01] is not that of instances of EC2 outside any provider', () => {
    const { headline, items } = billed('59s', 'launchType: EC2');
    expect(items).toMatchObject({ rootVolume: 180, publicIpv4: 18 });
    expect(headline).toMatchObject({ cost_usd: 180 + 198, cost_on_demand_usd: 180 });
  });
});
