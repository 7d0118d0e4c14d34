// `npm run --silent bench -- year [--days 30,91,365] [--json]`: a cluster of about 180 instances of three types, three in five on Spot, with 20 services
// and 1,000 to 1,700 tasks by the time of day, through the whole command with every file of a report. Whether time makes an event dearer, or memory grow.
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
      const {
        events,
        tasks_started: tasks,
        interrupted_instances: interrupted,
      } = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
      return { days: count, events, tasks, interrupted, seconds, usPerEvent: +((1e6 * seconds) / events).toFixed(1), peakRssMib };
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

const TASKS = [0, 1, 2, 3].map(
  (i) =>
    `  - { family: t${i}, networkMode: bridge, containerDefinitions: [{ name: c, image: i${i}, cpu: ${256 * (1 + (i % 2))}, memory: ${512 + 512 * i} }] }`,
);

const SERVICES = Array.from(
  { length: 20 },
  (_, i) => `  - serviceName: service-${i}
    taskDefinition: t${i % 4}
    desiredCount: 50
    desiredCountSchedule: { every: 24h, entries: [{ at: 7h, desiredCount: 85 }, { at: 20h, desiredCount: 60 }, { at: 23h, desiredCount: 50 }] }
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
        desiredCapacity: 180
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 40, spotAllocationStrategy: price-capacity-optimized } }
taskDefinitions:
${TASKS.join('\n')}
services:
${SERVICES.join('\n')}
`;
