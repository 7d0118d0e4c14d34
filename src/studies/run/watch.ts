import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { intoDirectory } from '../../cli/into-directory.js';
import { withProgress } from '../../cli/progress.js';
import { commandLine, pathShown, printWarnings, terminalLook } from '../../cli/terminal.js';
import { readOne } from '../../cli/variant-options.js';
import type { RunFigures } from '../../record/figures-recorder.js';
import type { FinishedRun } from '../../report/summary.js';
import { runText } from '../../report/terminal.js';
import { type ExecuteOptions, execute, executeForFigures } from '../../run/execute.js';
import { EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import { FileWatch } from '../../run/file-watch.js';
import type { Policy } from '../../run/policy-module.js';
import type { ScenarioFile, ScenarioOptions } from '../../run/scenario-file.js';
import type { ChartFiles } from '../../run/write-charts.js';
import { writeRun } from '../../run/write-run.js';
import { flatSettings } from '../../scenario/text/flat-settings.js';
import { changesText, type WatchedRun } from './changes-text.js';

export interface WatchRequest {
  readonly path: string;
  readonly set: readonly string[];
  readonly variant: readonly string[];
  readonly seed: number | undefined;
  readonly policy: Policy | null;
  /** As given to --policy. */
  readonly policyWord: string | undefined;
  /** Absent: no files are written. */
  readonly out: string | undefined;
  readonly files: Pick<ExecuteOptions, 'withEvents' | 'withEcsEvents'>;
  readonly charts: ChartFiles;
}

/** Runs the scenario, and again whenever one of its files changes, until Ctrl-C. */
export async function watchRuns(request: WatchRequest): Promise<void> {
  const inputs = new InputReader(request.path, request);
  const stop = new AbortController();
  let save = new AbortController();
  const watch = new FileWatch(() => save.abort());
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  let state: string | null = null;
  let last: WatchedRun | null = null;
  try {
    while (!stop.signal.aborted) {
      save = new AbortController();
      const scenario = orMistakesPrinted(() => inputs.read());
      const now = inputs.inputs();
      watch.watch(now.files);
      const left = AbortSignal.any([stop.signal, save.signal]);
      // Editors touch files, too, without a change.
      if (now.state !== state && scenario !== undefined) last = (await runAndPrint(scenario, last, request, left)) ?? last;
      if (state === null) console.log(`Watching ${now.files.map((file) => pathShown('', file)).join(', ')}. Ctrl-C ends.`);
      state = now.state;
      await aborted(left);
    }
    process.exitCode = EXIT_INTERRUPTED;
  } finally {
    watch.close();
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}

/** Prints a user's mistakes; the watch goes on. */
function orMistakesPrinted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    printMistakes(error);
    return undefined;
  }
}

function printMistakes(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  for (const line of error.lines) console.error(line);
}

/** Runs it, and prints its result or what differs from the last one; undefined if it was left for a later save, or failed. */
async function runAndPrint(
  scenario: ScenarioFile,
  last: WatchedRun | null,
  request: WatchRequest,
  left: AbortSignal,
): Promise<WatchedRun | undefined> {
  try {
    printWarnings(scenario);
    const settings = flatSettings(scenario.scenario);
    // Only the first result has the parts that need a record of the whole run.
    const isFirst = last === null;
    const { run, text, page } =
      isFirst || request.out !== undefined ? await recorded(scenario, request, left) : await figured(scenario, left);
    const lines = isFirst ? [text] : [new Date().toLocaleTimeString('en-GB'), ...changesText(last, { run, settings }, terminalLook())];
    console.log([...lines, ...(page === undefined ? [] : [`Page: ${page}`])].join('\n'));
    return { run, settings };
  } catch (error) {
    if (!left.aborted) printMistakes(error);
    return undefined;
  }
}

interface Ran {
  readonly run: FinishedRun<RunFigures>;
  readonly text?: string;
  /** Of a run that wrote files. */
  readonly page?: string;
}

async function figured(scenario: ScenarioFile, signal: AbortSignal): Promise<Ran> {
  return { run: await executeForFigures(scenario, { signal }) };
}

async function recorded(scenario: ScenarioFile, request: WatchRequest, left: AbortSignal): Promise<Ran> {
  const { out, charts, policyWord, seed, set, variant, files } = request;
  const runIt = (options: ExecuteOptions) => withProgress(scenario.setup, (progress) => execute(scenario, { ...options, progress }));
  if (out === undefined) {
    const run = await runIt({ signal: left });
    return { run, text: runText(run, terminalLook()) };
  }
  return intoDirectory(out, async (directory, signal) => {
    const run = await runIt({ ...files, directory, signal: AbortSignal.any([signal, left]) });
    const command = commandLine(['run', scenario.path], { policy: policyWord, seed, set, variant }, ['policy']);
    await writeRun(run, scenario, { directory, prefix: '', command, charts });
    return { run, text: runText(run, terminalLook()), page: pathShown(directory.path, 'report.html') };
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The files that a scenario was read from, and their content at that time. */
interface WatchedInputs {
  readonly files: readonly string[];
  /** Equal for equal content. */
  readonly state: string;
}

/** Reads the scenario. Also lists the files that it reads or does not find, whether it is valid or not. */
class InputReader {
  private seen = new Map<string, string | undefined>();
  private traces: readonly string[] = [];

  constructor(
    private readonly path: string,
    private readonly options: Omit<ScenarioOptions, 'read'> & { readonly variant: readonly string[] },
  ) {}

  /** Throws a UserError with the mistakes of the scenario. */
  read(): ScenarioFile {
    const folder = dirname(resolve(this.path));
    this.seen = new Map();
    const read = (name: string) => {
      const file = name === this.path ? resolve(name) : resolve(folder, name);
      this.seen.set(file, undefined);
      this.seen.set(file, readFileSync(file, 'utf8'));
      return this.seen.get(file);
    };
    const scenario = readOne(this.path, this.options.variant, { ...this.options, read });
    // The run reads traces itself, row by row.
    this.traces = scenario.setup.workloads.flatMap(({ arrivals }) => (arrivals.kind === 'trace' ? [resolve(folder, arrivals.file)] : []));
    return scenario;
  }

  inputs(): WatchedInputs {
    const state = [...this.seen, ...this.traces.map((file) => [file, stampOf(file)])];
    return { files: [...this.seen.keys(), ...this.traces], state: JSON.stringify(state) };
  }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.size} ${stats.mtimeMs}`;
}
