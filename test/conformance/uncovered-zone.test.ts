import { describe, expect, it } from 'vitest';
import { Fact, StopCause } from '../../src/sim/facts.js';
import { playOf } from '../scenario/play.js';
import { messages } from '../scenario/scenarios.js';

const scenario = (covered: string) => `
name: zones
duration: 1h
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.large, count: 2 }] }
taskDefinitions: [{ family: a, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 64, memory: 128 }] }]
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
serviceScheduler: { firstCheck: afterInterval, reaction: 0s }
targetGroups: [{ name: tg, deregistrationDelaySeconds: 0${covered} }]
services: [{ serviceName: s, taskDefinition: a, desiredCount: 2, launchType: EC2, loadBalancers: [{ targetGroupArn: tg }] }]
`;

describe('a load balancer', () => {
  const play = (covered: string) => {
    const { placesOf, recorder } = playOf(scenario(covered), []);
    const instanceOf = placesOf('s').map(([instance]) => instance);
    const health = recorder
      .of(Fact.taskHealthChanged)
      .map(({ atMs, args: [task, condition] }) => [atMs / 1_000, instanceOf[task!], condition]);
    return { health, stops: recorder.of(Fact.taskStopping).map(({ args }) => args[1]) };
  };

  it('[S.LB-6, T.LB-4] that does not cover a zone never finds a task there healthy: it is killed, and so is the next', () => {
    const { health, stops } = play(', availabilityZones: [us-east-1a]');
    // Zone b: unhealthy after two checks, not healthy after one.
    expect(health.slice(0, 2)).toEqual([
      [30, 0, 1],
      [60, 1, 2],
    ]);
    expect(health.filter(([, instance, condition]) => instance === 1 && condition === 1)).toEqual([]);
    expect(new Set(stops)).toEqual(new Set([StopCause.unhealthy]));
    expect(stops.length).toBeGreaterThan(3);
  });

  it('[S.LB-6] that covers all has both healthy', () => {
    const both = [
      [30, 0, 1],
      [30, 1, 1],
    ];
    expect(play('')).toEqual({ health: both, stops: [] });
    expect(play(', availabilityZones: [us-east-1a, us-east-1b]')).toEqual({ health: both, stops: [] });
    expect(messages(scenario(', availabilityZones: [us-east-1c]'))[0]).toContain('targetGroups.tg.availabilityZones');
  });
});
