import { open, runNow } from './actions.js';
import { failure, files, imported, offered, replayed, text } from './state.js';
import { tools } from './workers.js';

const MODULE = /\.[cm]?[jt]s$/i;
const TRACE = /\.csv(\.gz)?$/i;

/** The texts of files that were dropped in or chosen; one that is gzipped is unpacked. */
export async function textsOf(chosen: readonly File[]): Promise<Record<string, string>> {
  const texts = await Promise.all(chosen.map(async (file) => [file.name, await textOf(file)] as const));
  return Object.fromEntries(texts);
}

function textOf(file: File): Promise<string> {
  if (!/\.gz$/i.test(file.name)) return file.text();
  return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/**
 * Takes files as what they are: a scenario opens with the others beside it, a file that the scenario names completes it, a trace is offered
 * to a workload, a module is offered as an algorithm, and files of AWS become a scenario.
 */
export async function takeFiles(dropped: Readonly<Record<string, string>>): Promise<void> {
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

/** A scenario has a cluster and a duration at its top, which no file of AWS has. */
function isScenario(content: string): boolean {
  return /^\s*["']?duration["']?\s*:/m.test(content) && /^\s*["']?cluster["']?\s*:/m.test(content);
}

/** Whether the scenario names the file, with or without a folder before it. */
function placeOf(name: string): string | undefined {
  const named = [...text.value.matchAll(/\bfile\s*["']?\s*:\s*["']?([^\s"',}]+)/g)].map(([, path]) => path!);
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

async function importFiles(dropped: Readonly<Record<string, string>>): Promise<void> {
  try {
    const made = await tools().ask('import', { files: dropped });
    if (made.scenario !== null) open({ text: made.scenario, files: dropped });
    imported.value = { ...made, names: Object.keys(dropped) };
  } catch (error) {
    failure.value = (error as Error).message;
  }
}
