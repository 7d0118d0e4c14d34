import type { Loaded } from '../../../src/scenario/load-scenario.js';
import { load } from '../scenarios.js';

/** Toy T3 of the rules: 12 tasks on 3 full instances, one in each zone. */
export const T3 = `name: t3
duration: 110m
cluster:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  capacityProviders:
    - name: w
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 3, maxSize: 9 }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 12
    capacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]
    placementStrategy: [{ type: spread, field: 'attribute:ecs.availability-zone' }, { type: spread, field: instanceId }]
images: [{ image: web, sizeMib: 200 }]
imageCache: { pullMibPerSecond: 20, p95OverMedian: 1 }
timings: { instanceBoot: 120s, containerStart: 5s }
imagePullBehavior: prefer-cached
serviceScheduler: { placementBackOff: none, reaction: 0s }
groups: { healthCheckPhase: inService, launchRetry: 1m, launchRetryFactor: 2, launchRetryMax: 15m }
`;

/** A timeline as a file of a user's own. */
export interface OwnTimeline {
  readonly start: string;
  readonly end: string;
  readonly steps: string;
  readonly settings?: string;
  readonly zones?: string;
}

export function timelineText({ start, end, steps, settings = '{}', zones = '{ A: {} }' }: OwnTimeline): string {
  return `incident: aws-${start.slice(0, 10)}-us-east-1-toy
title: A toy
region: us-east-1
start: ${start}
end: ${end}
scope: zone
zones: ${zones}
sources: [{ id: us, kind: docs, url: "https://example.org/", read: 2026-11-28 }]
settings: ${settings}
steps:
${steps}`;
}

export function step(id: string, rest: string): string {
  return `  - { id: ${id}, basis: stated, source: us, line: what happened, ${rest} }\n`;
}

/** T3 or another scenario that goes through the timeline as `incidents: [ENTRY]`. */
export function through(timeline: string, { entry = '{ name: toy.yaml }', scenario = T3 } = {}): Loaded {
  return load(`${scenario}incidents: [${entry}]\n`, { read: (name) => (name === 'toy.yaml' ? timeline : undefined) });
}

export function lawful(loaded: Loaded): Extract<Loaded, { errors?: undefined }> {
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return loaded;
}
