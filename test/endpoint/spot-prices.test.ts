import { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { clientOf, inSession } from './session.js';

const SPOT = `
name: spot
duration: 4h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroup: { instanceTypes: [m5.large, c5.large], minSize: 0, maxSize: 4, mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } } }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 1024, memory: 1024 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 0, launchType: EC2 }]
spot:
  pools:
    - { instanceType: m5.large, usdPerHour: [{ at: 0s, usd: 0.04 }, { at: 1h, usd: 0.05 }] }
`;

describe('DescribeSpotPriceHistory', () => {
  const { session } = inSession(SPOT, '2h');

  it('has the prices of the pools of groups until now, the newest first', async () => {
    const ec2 = new EC2(clientOf(session()));
    const { SpotPriceHistory } = await ec2.describeSpotPriceHistory({ InstanceTypes: ['m5.large'] });
    expect(SpotPriceHistory!.map(({ SpotPrice, Timestamp }) => [SpotPrice, Timestamp!.toISOString()])).toEqual([
      ['0.050000', '2026-01-05T01:00:00.000Z'],
      ['0.040000', '2026-01-05T00:00:00.000Z'],
    ]);
    const later = await ec2.describeSpotPriceHistory({ InstanceTypes: ['m5.large'], StartTime: new Date('2026-01-05T01:30:00Z') });
    expect(later.SpotPriceHistory!.map(({ SpotPrice }) => SpotPrice)).toEqual(['0.050000']);
  });
});
