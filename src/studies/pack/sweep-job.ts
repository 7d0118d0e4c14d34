import { createHash } from 'node:crypto';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import { UserError } from '../../run/failure.js';
import { HASH_DIGITS } from '../../run/hashes.js';
import { loadCheckedPolicy, type Policy } from '../../run/policy-module.js';
import { snakeCase } from './csv.js';
import { readPackInput } from './input.js';
import { OptionMistakes } from './option-mistakes.js';
import { type PackArguments, type PackRequest, packRequest } from './options.js';
import { packReplay } from './replay/metrics.js';
import { replayProblems } from './replay/order.js';
import type { PackProblem, ReplayResult } from './replay/problem.js';
import { replay } from './replay/replay.js';
import type { PackMetrics } from './result.js';

/** The options of `drydock pack` as a file has them, without policies and seeds. */
export type PackWords = Readonly<Record<string, string | boolean>>;

/** One replay of a sweep. */
export interface PackedJob {
  readonly words: PackWords;
  readonly policy: Policy;
  readonly seed: number;
  /** The local path of a file that the words name. */
  readonly pathOf: (file: string) => string;
}

export interface PackedRun {
  /** By their names in CSV files. */
  readonly metrics: PackMetrics;
  /** Of every decision. */
  readonly digest: string;
  readonly arrivals: number;
}

/** The words that name files. */
export const FILE_WORDS = ['tasks', 'nodes'] as const;

/** The last trace and fleet: the jobs of a trace come in sequence. */
let last: { readonly key: string; readonly ready: Promise<ReadyProblem> } | null = null;

export interface ReadyProblem {
  readonly request: PackRequest;
  readonly problem: PackProblem;
}

/** Reads the trace and the fleet of the words. Throws a UserError with all mistakes. */
export async function readPacked(words: PackWords, pathOf: PackedJob['pathOf']): Promise<ReadyProblem> {
  const mistakes = new OptionMistakes([], 'file');
  const { lines } = mistakes;
  const files = FILE_WORDS.flatMap((word) => (typeof words[word] === 'string' ? [[word, pathOf(words[word])] as const] : []));
  const here = { ...words, ...Object.fromEntries(files), policies: 'best-fit', seeds: '1' } as PackArguments;
  const request = packRequest(here, mistakes);
  const { problem } = await readPackInput(request, mistakes);
  if (lines.length === 0) lines.push(...replayProblems(problem, { ...request.replay, seed: 0 }));
  if (lines.length > 0) throw new UserError(lines);
  return { request, problem };
}

/** Performs a replay. Throws a UserError with the mistakes of the words, or with the fault of the policy. */
export async function runPacked({ words, policy, seed, pathOf }: PackedJob): Promise<PackedRun> {
  const key = JSON.stringify([words, FILE_WORDS.map((word) => words[word] && pathOf(String(words[word])))]);
  if (last?.key !== key) last = { key, ready: readPacked(words, pathOf) };
  const { request, problem } = await last.ready;
  const options = { ...request.replay, seed };
  if (options.hasLifetimes && policy.isOffline) throw new UserError([offlineWithLifetimes(policy.name)]);
  try {
    const result = replay(
      problem,
      policy.module === null ? policy.name : await loadCheckedPolicy(policy.module.path, policy.name),
      options,
    );
    const named = Object.entries(packReplay(problem, options, result).metrics).map(([name, value]) => [snakeCase(name), value] as const);
    return { metrics: Object.fromEntries(named), digest: digestOf(result), arrivals: result.arrived };
  } catch (error) {
    if (error instanceof PolicyFault) throw new UserError([error.message]);
    throw error;
  }
}

export function offlineWithLifetimes(name: string): string {
  return `${name}: it is offline, so it takes tasks out of their order and nothing may leave; say arrivalsOnly: true`;
}

function digestOf({ order, node, gpus }: ReplayResult): string {
  const hash = createHash('sha256');
  for (const column of [order, node, gpus]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest('hex').slice(0, HASH_DIGITS);
}
