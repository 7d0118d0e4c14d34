// Figures from processes of their own: what ran before them has warmed nothing up and left nothing behind.
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('main.mjs', import.meta.url));

/** Runs a benchmark alone, `{ tasks: 1000 }` as `--tasks 1000`, and returns what it prints as JSON. */
export function runAlone(name, options, nodeFlags = []) {
  return jsonOf([process.execPath, ...nodeFlags, ...wordsOf(name, options)]);
}

/** Runs this many processes of a benchmark at once. */
export function runTogether(processes, name, options) {
  return runEach(name, Array(processes).fill(options));
}

/** Runs a benchmark with each of these options, all at once. */
export async function runEach(name, each) {
  const all = each.map((options) => promisify(execFile)(process.execPath, wordsOf(name, options), { maxBuffer: 2 ** 28 }));
  return (await Promise.all(all)).map(({ stdout }) => JSON.parse(stdout));
}

function wordsOf(name, options) {
  const words = Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`, String(value)]));
  return [MAIN, name, '--json', ...words];
}

/** Runs a command, `COMMAND {workload} {machines} {policy}` with the values put in. Its words are parted by blanks; no shell reads them. */
export function runCommand(command, values) {
  const words = command.trim().split(/\s+/);
  return jsonOf(
    words.map((word) => word.replace(/\{(\w+)\}/g, (text, name) => (Object.hasOwn(values, name) ? String(values[name]) : text))),
  );
}

/** The result that a program prints: its last line that is a JSON object. */
function jsonOf([program, ...words]) {
  const { status, signal, error, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const shown = [program, ...words].join(' ');
  if (error !== undefined) throw new Error(`cannot run ${shown}: ${error.message}`);
  if (status !== 0) throw new Error(`${shown} ended with ${signal ?? status}: ${stderr.trim().split('\n').at(-1)}`);
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`${shown} printed no line of JSON`);
  return JSON.parse(line);
}
