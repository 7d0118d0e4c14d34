// `npm run --silent bench -- cli --machines N --tasks M [--json]`: the whole command, trace read and CSV written, as a process of its own.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRows } from './rows-file.mjs';
import { runWhole } from './whole-command.mjs';
import { drawWorkload } from './workload.mjs';

const scenarioOf = (machines) => `
name: common-${machines}
duration: 90d
quotas: none
cluster: { availabilityZones: [us-east-1a], capacityProviders: [], containerInstances: [{ instanceType: bench.32, count: ${machines} }] }
instanceTypes: [{ name: bench.32, cpuUnits: 32768, memoryMib: 131072, eniTasks: 14, usdPerHour: 1 }]
taskDefinitions: [{ family: bench, networkMode: bridge, containerDefinitions: [{ name: bench, image: bench, cpu: 1024, memory: 1024 }] }]
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
workloads:
  - name: bench
    taskDefinition: bench
    launchType: EC2
    placementStrategy: [{ type: binpack, field: memory }]
    runTime: 1s
    arrivals: { type: trace, file: workload.csv, columns: { arrival: arrival_ms, arrivalUnit: ms, duration: duration_ms, durationUnit: ms, cpu: cpu_units, cpuUnit: units, memory: memory_mib, memoryUnit: MiB } }
`;

export function bench({ machines, tasks }) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    writeFileSync(join(folder, 'scenario.yaml'), scenarioOf(machines));
    writeRows(join(folder, 'workload.csv'), drawWorkload(machines, tasks));
    const { seconds, peakRssMib } = runWhole(folder);
    const csvMib = Math.round(statSync(join(folder, 'out', 'tasks.csv')).size / 2 ** 20);
    return {
      machines,
      tasks,
      seconds,
      eventsPerSecond: Math.round((2 * tasks) / seconds),
      peakRssMib,
      tasksCsvMib: csvMib,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
