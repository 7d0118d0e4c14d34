// `npm run --silent bench -- scaling [--machines 100,1000,10000,100000] [--tasks 1000000] [--policies first-fit,binpack-memory] [--runs 5]
//   [--against 'COMMAND {workload} {machines} {policy}'] [--workload-dir DIR] [--chart FILE.png] [--json | --markdown] [--into PAGE.md]`
// The common workload through the engine, without subscribers, on fleets of several sizes: each run a process of its own, in turn with the command
// of --against, which reads the same rows and prints a line of JSON with eventsPerSecond and checksum. Figures are medians; the ratio is the
// median of the runs' own ratios, its events per second over ours. The exit code is 1 when the checksums differ. `--chart` draws a picture,
// `--into` fills the table of a page; so do services, memory and large.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeWhole } from './files.mjs';
import { machineName } from './machine.mjs';
import { logBars, markdownTable, median, medianOf, textTable, twoDecimals, whole } from './print.mjs';
import { runAlone, runCommand } from './processes.mjs';
import { writeRows } from './rows-file.mjs';

export async function bench({ machines, tasks, policies, runs, against, 'workload-dir': given }) {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    mkdirSync(folder, { recursive: true });
    const rows = [];
    for (const size of machines) {
      const workload = await workloadFile(folder, size, tasks);
      for (const policy of policies) rows.push(measure({ machines: size, policy, tasks, workload, runs, against }));
    }
    return { tasks, runs, against: against ?? null, rows, problems: rows.flatMap(problemsOf) };
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true });
  }
}

async function workloadFile(folder, machines, tasks) {
  const path = join(folder, `common-${machines}-machines-${tasks}-tasks.csv`);
  if (!existsSync(path)) writeRows(path, (await import('./workload.mjs')).drawWorkload(machines, tasks));
  return path;
}

/** Draws the chart after the figures are shown: an error in writing it must not lose them. */
export async function finish({ rows }, { chart }) {
  if (chart !== undefined) writeWhole(chart, await (await import('./scaling-chart.mjs')).scalingPng(rows));
}

/** Ours first in one turn and second in the next: whatever drifts meets both alike. */
function measure({ machines, policy, tasks, workload, runs, against }) {
  if (process.stderr.isTTY) console.error(`${policy}, ${whole(machines)} machines`);
  const us = (only) => runAlone('common', { machines, tasks, policy, workload, only });
  const them = () => runCommand(against, { workload, machines, policy });
  const { checksum } = us('checksum');
  const ours = [];
  const theirs = [];
  for (let run = 0; run < runs; run++) {
    if (run % 2 === 0) ours.push(us('engine'));
    if (against !== undefined) theirs.push(them());
    if (run % 2 === 1) ours.push(us('engine'));
  }
  return {
    machines,
    policy,
    ...summary(ours, theirs),
    checksum,
    checksumsAgainst: [...new Set(theirs.map((one) => one.checksum))],
    asked: tasks,
  };
}

function summary(ours, theirs) {
  const eventsPerSecond = median(ours.map((one) => one.eventsPerSecond));
  const ratios = theirs.map((one, run) => one.eventsPerSecond / ours[run].eventsPerSecond);
  return {
    tasks: ours[0].tasks,
    eventsPerSecond: Math.round(eventsPerSecond),
    eventsPerSecondAgainst: theirs.length === 0 ? null : Math.round(median(theirs.map((one) => one.eventsPerSecond))),
    ratio: theirs.length === 0 ? null : +median(ratios).toFixed(3),
    ratios: ratios.map((ratio) => +ratio.toFixed(3)),
    nsPerEvent: Math.round(1e9 / eventsPerSecond),
    peakRssMib: median(ours.map((one) => one.peakRssMib)),
  };
}

function problemsOf({ machines, policy, tasks, asked, checksum, checksumsAgainst }) {
  const where = `${policy} on ${whole(machines)} machines`;
  const short = tasks === asked ? [] : [`${where}: the workload's file has ${whole(tasks)} rows, not ${whole(asked)}`];
  const other = checksumsAgainst.filter((one) => one !== checksum);
  return other.length === 0 ? short : [...short, `${where}: our checksum is ${checksum}, that of the other command ${other.join(' and ')}`];
}

const COLUMNS = [
  { head: 'machines', cell: (row) => whole(row.machines) },
  { head: 'policy', isText: true, cell: (row) => row.policy },
  { head: 'events/s', cell: (row) => whole(row.eventsPerSecond) },
  { head: 'ratio', cell: ({ ratio }) => (ratio === null ? '-' : twoDecimals(ratio)) },
  { head: 'ns/event', cell: (row) => whole(row.nsPerEvent) },
  { head: 'checksum', cell: (row) => (row.checksumsAgainst.length === 0 ? '-' : problemsOf(row).length === 0 ? 'ok' : 'differs') },
  { head: 'peak MiB', cell: (row) => whole(row.peakRssMib) },
];

export function toText({ rows, tasks, runs, against }) {
  const [names, sizes] = [rows.map(({ policy }) => policy.length), rows.map(({ machines }) => whole(machines).length)].map((all) =>
    Math.max(...all),
  );
  const bars = rows
    .toSorted((a, b) => (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : a.machines - b.machines))
    .map((row) => ({
      label: `${row.policy.padEnd(names)} ${whole(row.machines).padStart(sizes)}`,
      value: row.eventsPerSecond,
      ...(row.eventsPerSecondAgainst === null ? {} : { other: row.eventsPerSecondAgainst }),
    }));
  const key = against === null ? '' : '  (# drydock, . on to the other command)';
  return [`${whole(tasks)} tasks, ${medianOf(runs)}`, '', ...textTable(rows, COLUMNS), '', `events a second${key}`, ...logBars(bars)];
}

export function toMarkdown({ rows, tasks, runs, against }) {
  const other = against === null ? '' : ` Ratio: events per second of \`${basename(against.trim().split(/\s+/)[0])}\` over Drydock's.`;
  return [...markdownTable(rows, COLUMNS), '', `${whole(tasks)} tasks, ${medianOf(runs)}, ${machineName()}.${other}`];
}
