import { describe, expect, it } from 'vitest';
import { played } from './toys.js';

interface Zones {
  readonly rate?: string;
  readonly tasks?: number;
  readonly crossZone?: boolean;
}

/** Tasks that serve 20 requests/s each and let none wait longer than 1 s, RUNNING at 0:15; ECS can replace none. */
const text = (faults: readonly string[], { rate = '48/s', tasks = 3, crossZone = false }: Zones = {}) => `
name: failover
duration: 90m
cluster: { availabilityZones: [us-east-1a, us-east-1b, us-east-1c], containerInstances: [{ instanceType: m5.xlarge, count: 3 }] }
timings: { imagePull: 10s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s, firstCheck: afterInterval }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${tasks}
    launchType: EC2
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }]
    loadBalancers: [{ targetGroupArn: tg }]
    load:
      arrivals: { type: constant, rate: ${rate} }
      requests: { arrivalVariation: 0, serviceVariation: 0, timeout: 1s }
      task: { concurrency: 1, serviceTime: 50ms, cpuTime: 1ms }
targetGroups: [{ name: tg, healthCheckIntervalSeconds: 30, unhealthyThresholdCount: 2, loadBalancingCrossZoneEnabled: ${crossZone} }]
faults: [{ at: 59m, for: 31m, type: controlPlane, actions: [startTask, stopTask] }, ${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
const fault = (more: string) => `at: 60m, for: 20m, type: healthCheckFault${more}`;
const ZONE_A = ', availabilityZone: us-east-1a';
const shedIn = (faults: readonly string[], minutes: readonly number[], zones: Zones = {}) => {
  const loaded = played(text(faults, zones)).of('serviceLoaded');
  return minutes.map((minute) => Math.round(loaded.find(({ at }) => at === minute * 60)!.args.shedMilli! / 1_000));
};

describe('zones of a load balancer without cross-zone load balancing', () => {
  it('[I.HC-2] of 48/s zone a gets none from 60:45 on, when its target is unhealthy: the two others shed 8/s', () => {
    expect(shedIn([], [61, 70])).toEqual([0, 0]);
    // 20 requests wait at each of the two before they shed: 15 s of 8/s less 40.
    expect(shedIn([fault(ZONE_A)], [61, 62, 70])).toEqual([80, 480, 480]);
  });

  it('[I.HC-4] the zone leaves DNS a minute later: until then its target, which is well, serves what comes there', () => {
    expect(shedIn([fault(`${ZONE_A}, zoneFailover: true`)], [61, 62, 63, 70])).toEqual([0, 80, 480, 480]);
    expect(shedIn([fault(`${ZONE_A}, zoneFailover: true, dnsShift: 0s`)], [61, 62])).toEqual([80, 480]);
    expect(shedIn([fault(`${ZONE_A}, zoneFailover: true, dnsShift: 5m`)], [61, 65, 66, 67])).toEqual([0, 0, 80, 480]);
  });

  it('[I.HC-4] with failover switched off the zone stays, and nothing is shed', () => {
    expect(shedIn([fault(`${ZONE_A}, zoneFailover: false`)], [61, 62, 63, 70])).toEqual([0, 0, 0, 0]);
    // Switched off at 70:00, ten minutes after the zone was to leave.
    const two = [
      `at: 60m, for: 10m, type: healthCheckFault${ZONE_A}, zoneFailover: true`,
      `at: 70m, for: 10m, type: healthCheckFault${ZONE_A}, zoneFailover: false`,
    ];
    expect(shedIn(two, [63, 70, 71, 72])).toEqual([480, 480, 0, 0]);
  });

  it('[I.HC-4] none leaves when all are below', () => {
    expect(shedIn([fault(', zoneFailover: true')], [61, 62, 63, 70])).toEqual([0, 0, 0, 0]);
  });

  it('[I.HC-4] the threshold counts: with 2, 2 and 1 tasks the zone of one leaves if two must be healthy', () => {
    // 22/s for each zone, of which the single task sheds 2/s; then 33/s for each pair, which serves 40/s.
    const parts = { rate: '66/s', tasks: 5 };
    expect(shedIn([], [60, 61, 62], parts)).toEqual([120, 120, 120]);
    const two = fault(', failShare: 0, zoneFailover: true, dnsMinimumHealthyTargetCount: 2');
    expect(shedIn([two], [60, 61, 62], parts)).toEqual([120, 120, 0]);
  });

  it('[I.HC-4] with cross-zone load balancing DNS decides nothing: healthy targets of all zones get what comes', () => {
    const parts = { crossZone: true };
    expect(shedIn([fault(`${ZONE_A}, zoneFailover: false`)], [62], parts)).toEqual(shedIn([fault(ZONE_A)], [62], parts));
  });

  it('goes on in a saved run', () => {
    for (const more of ['true, dnsShift: 5m', 'false']) {
      const scenario = text([fault(`${ZONE_A}, zoneFailover: ${more}`)]);
      expect(played(scenario, 63 * 60).figures).toEqual(played(scenario).figures);
    }
  });
});
