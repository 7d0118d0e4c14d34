// `npm run --silent bench -- year [--days 30,91,365] [--json]`: a cluster of 200 instances of three types at the least, three in five on Spot, with 20 services
// and 1,860 to 2,300 tasks by the time of day, through the whole command with every file of a report. Whether time makes an event dearer, or memory grow.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWhole } from './whole-command.mjs';

export function bench({ days }) {
  return days.map((count) => {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
    try {
      writeFileSync(join(folder, 'scenario.yaml'), scenarioOf(count));
      const { seconds, peakRssMib } = runWhole(folder);
      const told = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
      return { days: count, ...sizeOf(told, 24 * count), seconds, usPerEvent: +((1e6 * seconds) / told.events).toFixed(1), peakRssMib };
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** Means over the run, and counts. */
function sizeOf(told, hours) {
  const { events, instance_hours, spot_instance_hours, task_hours, tasks_started, interrupted_instances } = told;
  return {
    instances: Math.round(instance_hours / hours),
    spotPercent: +((100 * spot_instance_hours) / instance_hours).toFixed(1),
    tasks: Math.round(task_hours / hours),
    events,
    started: tasks_started,
    interrupted: interrupted_instances,
  };
}

const TASKS = [0, 1, 2, 3].map(
  (i) =>
    `  - { family: t${i}, networkMode: bridge, containerDefinitions: [{ name: c, image: i${i}, cpu: ${256 * (1 + (i % 2))}, memory: ${512 + 512 * i} }] }`,
);

const SERVICES = Array.from(
  { length: 20 },
  (_, i) => `  - serviceName: service-${i}
    taskDefinition: t${i % 4}
    desiredCount: 93
    desiredCountSchedule: { every: 24h, entries: [{ at: 7h, desiredCount: 115 }, { at: 20h, desiredCount: 100 }, { at: 23h, desiredCount: 93 }] }
    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }, { type: binpack, field: memory }]`,
);

const scenarioOf = (days) => `name: year
duration: ${days}d
metrics: { every: 1h }
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 95 }, managedTerminationProtection: ENABLED }
      autoScalingGroup:
        instanceTypes: [m5.xlarge, m5a.xlarge, m5d.xlarge]
        minSize: 0
        maxSize: 400
        desiredCapacity: 220
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 39, spotAllocationStrategy: price-capacity-optimized } }
taskDefinitions:
${TASKS.join('\n')}
services:
${SERVICES.join('\n')}
`;
