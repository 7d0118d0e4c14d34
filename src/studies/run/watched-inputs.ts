import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readOne } from '../../cli/variant-options.js';
import type { ScenarioFile, ScenarioOptions } from '../../run/scenario-file.js';

/** The files that a scenario was read from, and their content at that time. */
export interface WatchedInputs {
  readonly files: readonly string[];
  /** Equal for equal content. */
  readonly state: string;
}

/** Reads the scenario. Also lists the files that it reads or does not find, whether it is valid or not. */
export class InputReader {
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
