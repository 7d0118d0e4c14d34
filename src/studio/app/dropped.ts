import type { MessageKey } from '../messages/en.js';
import { t } from '../messages/t.js';
import { open, runNow } from './actions.js';
import { failure, files, imported, offered, replayed, text, view } from './state.js';
import { tools } from './workers.js';

const MODULE = /\.[cm]?[jt]s$/i;
const TRACE = /\.csv(\.gz)?$/i;

/** Takes files that were dropped in or chosen. One that is gzipped is unpacked, whatever its name; one message names all that cannot be read. */
export async function takeChosen(chosen: readonly File[]): Promise<void> {
  const read = await Promise.all(chosen.map((file) => readText(file).catch(unreadable)));
  // Whatever comes of it is shown there.
  view.value = 'simulate';
  const problems = read.flatMap(({ problem }, i) => (problem === undefined ? [] : t(problem, { file: chosen[i]!.name })));
  if (problems.length > 0) failure.value = problems.join('\n');
  else await takeFiles(Object.fromEntries(read.map(({ text: content = '' }, i) => [chosen[i]!.name, content])));
}

interface ReadFile {
  readonly text?: string;
  readonly problem?: MessageKey;
}

/** A folder, or a file that is gone or may not be read. */
const unreadable = (): ReadFile => ({ problem: 'file.unreadable' });

/** By its first bytes, as the command reads it. */
async function readText(file: File): Promise<ReadFile> {
  const head = [...new Uint8Array(await file.slice(0, 4).arrayBuffer())].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (head === '28b52ffd') return { problem: 'file.zstd' };
  if (head === '50415231') return { problem: 'file.parquet' };
  if (!head.startsWith('1f8b')) return { text: await file.text() };
  try {
    return { text: await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text() };
  } catch {
    return { problem: 'file.broken' };
  }
}

/**
 * Takes files as what they are: a scenario opens with the others beside it, a file that the scenario names completes it, a trace is offered
 * to a workload, a module is offered as an algorithm, and files of AWS become a scenario.
 */
async function takeFiles(dropped: Readonly<Record<string, string>>): Promise<void> {
  failure.value = null;
  const modules = Object.keys(dropped).filter((name) => MODULE.test(name));
  if (modules.length > 0) offered.value = { file: modules[0]!, text: dropped[modules[0]!]! };
  const others = Object.fromEntries(Object.entries(dropped).filter(([name]) => !MODULE.test(name)));
  const names = Object.keys(others);
  if (names.length === 0) return;
  const scenario = names.find((name) => isScenario(others[name]!));
  if (scenario !== undefined) {
    const { [scenario]: opened = '', ...beside } = others;
    return open({ text: opened, files: beside });
  }
  if (names.every((name) => isNamed(name))) return complete(others);
  const trace = names.find((name) => TRACE.test(name));
  if (trace !== undefined) {
    files.value = { ...files.value, ...others };
    replayed.value = { file: trace, text: others[trace]! };
    return;
  }
  await importFiles(others);
}

/** No file of AWS has two of these keys; a scenario in which one is still missing opens with that mistake. */
const SCENARIO_KEYS = ['duration', 'cluster', 'taskDefinitions'];

function isScenario(content: string): boolean {
  return SCENARIO_KEYS.filter((key) => new RegExp(`^\\s*["']?${key}["']?\\s*:`, 'm').test(content)).length > 1;
}

/** Returns the path by which a scenario names the file, with or without a folder before it. */
function placeOf(name: string, scenario = text.value): string | undefined {
  const named = [...scenario.matchAll(/\bfile\s*["']?\s*:\s*["']?([^\s"',}]+)/g)].map(([, path]) => path!);
  return named.find((path) => path === name || path.endsWith(`/${name}`));
}

function isNamed(name: string): boolean {
  return placeOf(name) !== undefined;
}

function complete(named: Readonly<Record<string, string>>): void {
  const placed = Object.entries(named).map(([name, content]) => [placeOf(name)!, content] as const);
  files.value = { ...files.value, ...Object.fromEntries(placed) };
  void runNow();
}

/** Links leave imported files out, because a template may hold secrets. A file that the scenario reads is in the link. */
function namedIn(scenario: string, dropped: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(dropped).filter(([name]) => placeOf(name, scenario) !== undefined));
}

async function importFiles(dropped: Readonly<Record<string, string>>): Promise<void> {
  try {
    const made = await tools().request('import', { files: dropped });
    if (made.scenario !== null) open({ text: made.scenario, files: namedIn(made.scenario, dropped) });
    imported.value = { ...made, names: Object.keys(dropped) };
  } catch (error) {
    failure.value = (error as Error).message;
  }
}
