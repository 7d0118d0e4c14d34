// `npm run --silent bench -- cli --machines N --tasks M [--json]`
// The whole command as a process of its own: it reads a CSV trace and writes every file of a report.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRows } from './rows-file.mjs';
import { traceScenario } from './trace-scenario.mjs';
import { runWhole } from './whole-command.mjs';
import { drawWorkload } from './workload.mjs';

const scenarioOf = (machines) =>
  traceScenario({
    name: `common-${machines}`,
    duration: '90d',
    machines,
    strategy: '[{ type: binpack, field: memory }]',
    file: 'workload.csv',
  });

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
