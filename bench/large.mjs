// `npm run --silent bench -- large [--machines 1000,10000,100000] [--tasks 100] [--policy binpack-memory] [--json | --markdown]`
// A trace of TASKS tasks an instance is written to a file, read, replayed with the figures of a report and exact costs, and drawn as a page, each
// size in a process of its own. The load is the same at each size: instances are about 60 % full by CPU. Files of rows, such as `tasks.csv`, are
// not written.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { markdownTable, oneDecimal, textTable, whole } from './print.mjs';
import { runAlone } from './processes.mjs';
import { writeRows } from './rows-file.mjs';
import { traceScenario } from './trace-scenario.mjs';
import { drawWorkload } from './workload.mjs';

const HOUR_MS = 3_600_000;
const STRATEGIES = { 'first-fit': '[]', 'binpack-memory': '[{ type: binpack, field: memory }]' };

/** `folder`: replays the scenario that is there instead, in this process. */
export async function bench({ machines, tasks, policy, folder }) {
  if (folder !== undefined) return replayed(folder);
  const rows = machines.map((count) => rowOf(count, tasks * count, policy));
  const problems = rows.flatMap(({ machines, tasks, started, pageBytes }) =>
    started === tasks && pageBytes > 0 ? [] : [`${whole(machines)} instances: ${whole(started)} of ${whole(tasks)} tasks have started`],
  );
  return { machine: machineName(), policy, tasksPerInstance: tasks, rows, problems };
}

function rowOf(machines, tasks, policy) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-large-'));
  try {
    const drawn = drawWorkload(machines, tasks);
    writeRows(join(folder, 'trace.csv'), drawn);
    writeFileSync(join(folder, 'scenario.yaml'), scenarioOf(machines, policy, hoursOf(drawn)));
    const traceBytes = statSync(join(folder, 'trace.csv')).size;
    return { machines, tasks, traceBytes, ...runAlone('large', { folder }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Until the last task has ended. */
function hoursOf({ atMs, durationMs }) {
  return Math.ceil((atMs.reduce((last, at, row) => Math.max(last, at + durationMs[row]), 0) + 1) / HOUR_MS);
}

const scenarioOf = (machines, policy, hours) =>
  traceScenario({ name: `large-${machines}`, duration: `${hours}h`, machines, strategy: STRATEGIES[policy], file: 'trace.csv' });

async function replayed(folder) {
  const [{ readScenario }, { execute }, { runPage }, { pageParts }] = await Promise.all([
    fromDist('run/scenario-file.js'),
    fromDist('run/execute.js'),
    fromDist('report/html/page.js'),
    fromDist('run/page-parts.js'),
  ]);
  const started = performance.now();
  const scenario = readScenario(join(folder, 'scenario.yaml'));
  const run = await execute(scenario);
  const ranAt = performance.now();
  const page = runPage(run, pageParts('bench'));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  return {
    started: run.record.metrics.headline.tasks_started,
    events: run.identity.events,
    pageSeconds: (performance.now() - ranAt) / 1000,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
    pageBytes: Buffer.byteLength(page),
  };
}

const COLUMNS = [
  { head: 'instances', cell: ({ machines }) => whole(machines) },
  { head: 'tasks', cell: ({ tasks }) => whole(tasks) },
  { head: 'trace, MB', cell: ({ traceBytes }) => oneDecimal(traceBytes / 1e6) },
  { head: 'seconds', cell: ({ seconds }) => oneDecimal(seconds) },
  { head: 'CPU s', cell: ({ cpuSeconds }) => oneDecimal(cpuSeconds) },
  { head: 'events/s of CPU', cell: ({ events, cpuSeconds }) => whole(events / cpuSeconds) },
  { head: 'peak MiB', cell: ({ peakRssMib }) => whole(peakRssMib) },
  { head: 'page, MB', cell: ({ pageBytes }) => oneDecimal(pageBytes / 1e6) },
];

export function toText({ machine, policy, rows }) {
  return [...textTable(rows, COLUMNS), `${policy}, ${machine}`];
}

export function toMarkdown({ machine, policy, tasksPerInstance, rows }) {
  return [
    ...markdownTable(rows, COLUMNS),
    '',
    `${whole(tasksPerInstance)} tasks an instance, ${policy}, one run of each size, ${machine}. CPU s: processor time of all threads.`,
  ];
}
