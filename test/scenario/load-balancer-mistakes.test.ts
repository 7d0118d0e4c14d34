import { describe, expect, it } from 'vitest';
import { saidAt } from './scenarios.js';

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
    expect(saidAt(scenario({ count: 500 }))).toEqual([]);
    expect(saidAt(scenario({ count: 501 }))).toEqual([
      's.yaml:12:81 services.web.loadBalancers.0: takes 1000 targets by default, and the service may have 1002 tasks during a deployment',
    ]);
    expect(saidAt(scenario({ mode: 'none' }))).toEqual([
      's.yaml:12:63 services.web.loadBalancers: is not possible in network mode none: awsvpc, bridge or host',
    ]);
  });
});
