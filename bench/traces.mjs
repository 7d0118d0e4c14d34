// `npm run --silent bench -- traces [--tasks 2000000,20000000] [--machines 400] [--json | --markdown]`
// `pack` reads a generated CSV trace and replays it on MACHINES machines with first-fit and one seed: processor time, rows a second and the most
// memory of the whole process, by number of rows.
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { markdownTable, oneDecimal, textTable, twoDecimals, whole } from './print.mjs';
import { runAlone } from './processes.mjs';

const ROWS_AT_ONCE = 20_000;
const COLUMNS_OF_TRACE = 'name=job,arrival=submit_s,duration=run_s,cpu=cores,memory=mem_mib';

export async function bench({ tasks, machines, only }) {
  if (only !== undefined) return packed(only, machines);
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-traces-'));
  try {
    const rows = [];
    for (const count of tasks) {
      const file = join(folder, `${count}.csv`);
      await write(file, count);
      rows.push({ tasks: count, bytes: statSync(file).size, ...runAlone('traces', { only: file, machines }) });
      rmSync(file);
    }
    return { machine: machineName(), rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Jobs of 1 to 4 vCPUs and up to 4 GiB, one every two seconds, each for 1 to 11 minutes. */
async function write(file, count) {
  const { RandomStream } = await fromDist('engine.js');
  const random = new RandomStream(1, 'bench/traces');
  const out = createWriteStream(file);
  out.write('job,submit_s,run_s,cores,mem_mib\n');
  for (let first = 0, submit = 0; first < count; first += ROWS_AT_ONCE) {
    let text = '';
    for (let row = first; row < Math.min(count, first + ROWS_AT_ONCE); row++) {
      submit += random.below(5);
      text += `j-${row},${submit},${60 + random.below(600)},${1 + random.below(4)},${512 * (1 + random.below(8))}\n`;
    }
    if (!out.write(text)) await new Promise((ok) => out.once('drain', ok));
  }
  await new Promise((ok) => out.end(ok));
}

async function packed(tasks, machines) {
  const { preparePack, runPack } = await fromDist('studies/pack/run.js');
  const fleet = { machines: String(machines), machineCpu: '16', machineMemory: '65536' };
  const words = { format: 'csv', tasks, columns: COLUMNS_OF_TRACE, ...fleet, policies: 'first-fit', seeds: '1', workers: '1' };
  const ready = await preparePack(words, 'bench');
  const readSeconds = secondsOf(process.cpuUsage());
  await runPack(ready, { signal: new AbortController().signal, progress: () => {}, journal: null });
  return { readSeconds, seconds: secondsOf(process.cpuUsage()), mib: process.resourceUsage().maxRSS / 1024 };
}

function secondsOf({ user, system }) {
  return (user + system) / 1e6;
}

const COLUMNS = [
  { head: 'rows', cell: ({ tasks }) => whole(tasks) },
  { head: 'file, MB', cell: ({ bytes }) => oneDecimal(bytes / 1e6) },
  { head: 'CPU s to read', cell: ({ readSeconds }) => oneDecimal(readSeconds) },
  { head: 'CPU s in all', cell: ({ seconds }) => oneDecimal(seconds) },
  { head: 'rows a CPU s', cell: ({ tasks, seconds }) => whole(tasks / seconds) },
  { head: 'GB at most', cell: ({ mib }) => twoDecimals((mib * 2 ** 20) / 1e9) },
];

export function toText({ rows }) {
  return textTable(rows, COLUMNS);
}

export function toMarkdown({ machine, rows }) {
  return [...markdownTable(rows, COLUMNS), '', `On ${machine}.`];
}
