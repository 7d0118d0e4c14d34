import { describe, expect, it } from 'vitest';
import { T3 } from '../../scenario/incidents/incidents.js';
import { survivalIn, T2, T6, type ToyStep } from './toys.js';

const MINUTE = 60_000;
const OUTAGE: ToyStep = { from: 60, to: 110, fault: '{ type: zoneOutage }' };
const END_ONE: ToyStep = { from: 60, where: 'region', fault: '{ type: terminate, count: 1 }' };
const drought = (from: number, to: number): ToyStep => ({ from, to, where: 'region', fault: '{ type: capacityDrought }' });

describe('faults of today', () => {
  it('[I.T-EX-a] an outage of a zone costs 4 tasks until instances have booted elsewhere', async () => {
    const found = await survivalIn(T3, [OUTAGE]);
    expect(found).toMatchObject({ shortfallTaskMinutes: 9, zeroMinutes: 0, recoveredAtMs: 62.25 * MINUTE, costDuringUsd: 0 });
    expect(found.services[0]!.worstHealthyShare).toBeCloseTo(8 / 12, 9);
    expect(found.lostTo).toEqual({ noInstance: 0, booting: 8, starting: 1, scaledIn: 0, notStarted: 0 });
  });

  it('[I.SUR-1, I.SUR-3] tasks on an instance without power are missing, though they are RUNNING for ECS', async () => {
    const found = await survivalIn(T3, [{ from: 61, to: 63, fault: '{ type: zoneOutage, recover: rebooted }' }]);
    // A minute until the group's check at 62, and 135 s for another instance; once it has moved back to its zone, 15 s for the new start.
    expect(found.shortfallTaskMinutes).toBe(4 * (1 + 2.25 + 0.25));
    expect(found.services[0]!.worstHealthyShare).toBeCloseTo(8 / 12, 9);
  });

  it('[I.T-EX-b, I.MON-3] with room on the others and the image there, the start alone', async () => {
    const found = await survivalIn(T6, [OUTAGE]);
    expect(found).toMatchObject({ shortfallTaskMinutes: 0.333, recoveredAtMs: 60 * MINUTE + 5_000 });
  });

  it('[I.T-EX-c] a drought: attempts at 60, 61, 63, 67, 75 fail, the next at 90 succeeds', async () => {
    const found = await survivalIn(T3, [drought(55, 85), END_ONE]);
    expect(found).toMatchObject({ shortfallTaskMinutes: 129, launchFailures: 5, recoveredAtMs: 92.25 * MINUTE });
    expect(found.costDuringUsd + found.costAfterUsd).toBeCloseTo(-0.048, 6);
  });

  it('[I.MAP-7] a fault covers its begin and not its end: the attempt at 75:00 of a drought until then succeeds', async () => {
    expect((await survivalIn(T3, [drought(55, 75), END_ONE])).shortfallTaskMinutes).toBe(69); // 4 × (15 min + 135 s).
  });

  it('[I.SUR-6] counts launches, those that failed, and hours of instances that have not registered', async () => {
    const found = await survivalIn(T3, [drought(55, 85), END_ONE]);
    expect(found).toMatchObject({ launches: 1, launchFailures: 5, failedStarts: 0, healthyTasksStopped: 0 });
    expect(found.deadInstanceHours).toBe(0.033); // 2 min of boot.
  });

  it('[I.T-EX-d] a registry down: waiting pulls would cost 81; agents stop trying, and the next starts are throttled', async () => {
    const during = (fault: string): ToyStep[] => [{ from: 60, to: 80, where: 'region', fault }, END_ONE];
    // The rule's figure, of pulls that last from 62:00 to 80:10: 109 times 10 s.
    expect((await survivalIn(T3, during('{ type: slowPull, factor: 109 }'))).shortfallTaskMinutes).toBe(81); // 4 × (20 min + 15 s).
    const found = await survivalIn(T3.replace('110m', '3h'), during('{ type: registryDown }'));
    expect(found.failedStarts).toBeGreaterThan(8);
    // No task runs before 80:15, and the longest wait of the throttle is 27 min.
    expect(found.shortfallTaskMinutes).toBeGreaterThanOrEqual(81);
    expect(found.recoveredAtMs).toBeGreaterThanOrEqual(80.25 * MINUTE);
    expect(found.recoveredAtMs).toBeLessThanOrEqual((80.25 + 27) * MINUTE);
    // With the image cached no agent needs the registry: it tries, gives up within a minute, and starts the task.
    const cached = await survivalIn(T6, during('{ type: registryDown }'));
    expect(cached.failedStarts).toBe(0);
    expect(cached.shortfallTaskMinutes).toBeLessThan((2 * 65) / 60);
  });

  it('[I.T-EX-e] a slow boot', async () => {
    const found = await survivalIn(T3, [{ from: 60, to: 80, where: 'region', fault: '{ type: slowBoot, factor: 4 }' }, END_ONE]);
    expect(found.shortfallTaskMinutes).toBe(33);
  });

  it('[I.T-EX-f, I.MON-3] an outage with a drought everywhere costs T6 no more than the outage', async () => {
    const steps = [OUTAGE, drought(60, 85)];
    expect((await survivalIn(T3, steps)).shortfallTaskMinutes).toBe(129);
    expect((await survivalIn(T6, steps)).shortfallTaskMinutes).toBe(0.333);
  });

  it('[I.T-EX-g, I.MON-5] two zones lose more than three', async () => {
    expect((await survivalIn(T2, [OUTAGE])).shortfallTaskMinutes).toBeCloseTo(9.1667, 3);
    expect((await survivalIn(T2.replace('minSize: 4', 'minSize: 6'), [OUTAGE])).shortfallTaskMinutes).toBe(0.5);
    expect((await survivalIn(T6, [OUTAGE])).shortfallTaskMinutes).toBe(0.333);
  });

  it('[I.T-EX-h] hit tasks on Fargate, and more with Fargate short of capacity', async () => {
    const fargate = `name: fg
duration: 110m
cluster: { availabilityZones: [us-east-1a, us-east-1b], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: '512', memory: '1024', containerDefinitions: [{ name: web, image: web }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
fargate: { capacityRetry: 15s, capacityRetryMax: 5m, start: { machine: 20s, containers: 5s, p95OverMedian: 1, unknownImageMib: 0 } }
serviceScheduler: { reaction: 0s }
`;
    expect((await survivalIn(fargate, [OUTAGE])).shortfallTaskMinutes).toBeCloseTo(0.8333, 3);
    const short: ToyStep = { from: 60, to: 70, where: 'region', fault: '{ type: capacityDrought, capacityProvider: FARGATE }' };
    const found = await survivalIn(fargate, [OUTAGE, short]);
    expect(found).toMatchObject({ shortfallTaskMinutes: 26.333, recoveredAtMs: 73 * MINUTE + 10_000 });
  });
});
