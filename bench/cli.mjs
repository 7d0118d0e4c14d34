// `npm run --silent bench -- cli --machines N --tasks M [--json]`: the whole command, trace read and CSV written, as a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inDist } from './dist.mjs';
import { writeRows } from './rows-file.mjs';
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
    const started = performance.now();
    const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', childOf(folder)], { encoding: 'utf8' });
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) throw new Error(stderr);
    const csvMib = Math.round(statSync(join(folder, 'out', 'tasks.csv')).size / 2 ** 20);
    return {
      machines,
      tasks,
      seconds: +seconds.toFixed(2),
      eventsPerSecond: Math.round((2 * tasks) / seconds),
      peakRssMib: Number(stdout.match(/PEAK (\d+)/)[1]),
      tasksCsvMib: csvMib,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the command in a child and has it tell its own peak memory. */
function childOf(folder) {
  const main = inDist('cli/main.js');
  return `process.argv = [process.argv[0], 'drydock', 'run', ${JSON.stringify(join(folder, 'scenario.yaml'))}, '--out', ${JSON.stringify(join(folder, 'out'))}];
process.on('exit', () => console.log('PEAK ' + Math.round(process.resourceUsage().maxRSS / 1024)));
import(${JSON.stringify(main)});`;
}
