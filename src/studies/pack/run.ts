import { createHash } from 'node:crypto';
import { engineVersion } from '../../run/engine-version.js';
import { UserError } from '../../run/failure.js';
import { HASH_DIGITS, sha256 } from '../../run/hashes.js';
import type { Journal } from '../../run/journal/journal.js';
import { policiesOf } from '../../run/policies.js';
import type { Policy } from '../../run/policy-module.js';
import { type PackInput, readPackInput } from './input.js';
import type { PackJob } from './job.js';
import type { KeptReplay } from './journal-entry.js';
import { nodesAtLeast } from './nodes-at-least.js';
import { OptionMistakes } from './option-mistakes.js';
import { type PackArguments, type PackRequest, packRequest } from './options.js';
import { type PoolOptions, runJobs, runMissing } from './pool.js';
import { replayProblems } from './replay/order.js';
import type { PackProblem } from './replay/problem.js';
import { packPolicy, packResult, packScale } from './replay/summary.js';
import type { PackIdentity, PackResult } from './result.js';

/** A checked packing before its first replay. */
export interface ReadyPack {
  readonly request: PackRequest;
  readonly input: PackInput;
  readonly policies: readonly Policy[];
  readonly identity: PackIdentity;
}

export interface PackRun {
  readonly result: PackResult;
  /** Wall time of a replay, mean over the seeds, by policy: only for the terminal, because it varies. */
  readonly secondsPerReplay: readonly number[];
}

/** Reads and checks the inputs of the options. Throws one error with the known mistakes and all of options, files and policies. */
export async function preparePack(words: PackArguments, command: string, mistakes: string[] = []): Promise<ReadyPack> {
  const options = new OptionMistakes(mistakes, 'command');
  const request = packRequest(words, options);
  const input = await readPackInput(request, options);
  const policies = await policiesOf(request.policies, mistakes);
  if (request.replay.hasLifetimes)
    for (const { name, isOffline } of policies)
      if (isOffline)
        mistakes.push(
          `--policies ${name}: it is offline, so it takes tasks out of their order and nothing may leave; give --arrivals-only`,
        );
  if (mistakes.length === 0) mistakes.push(...replayProblems(input.problem, { ...request.replay, seed: 0 }));
  if (mistakes.length > 0) throw new UserError(mistakes);
  return { request, input, policies, identity: identityOf(request, { input, policies, command }) };
}

export interface Packing extends Pick<PoolOptions, 'signal' | 'progress' | 'write'> {
  /** Keeps the finished replays; null: none are kept. */
  readonly journal: Journal<KeptReplay> | null;
}

/** Replays every policy with every seed. The result is the same whatever the number of workers. */
export async function runPack({ request, input, policies, identity }: ReadyPack, { journal, ...running }: Packing): Promise<PackRun> {
  const least = request.hasLeastFleet ? { leastFleetFrom: await nodesAtLeast(input.problem, request.replay.hasLifetimes) } : {};
  const jobs = policies.flatMap(({ name, module }) =>
    request.seeds.map(
      (seed): PackJob => ({
        policy: name,
        modulePath: module?.path ?? null,
        options: { ...request.replay, seed, ...(running.write === undefined ? {} : { isAudited: true }) },
        ...least,
      }),
    ),
  );
  const options = { ...running, workers: request.workers };
  const done = await (journal === null ? runJobs(input.problem, jobs, options) : runMissing(input.problem, jobs, { ...options, journal }));
  const ofPolicy = <T>(list: readonly T[], policy: number) =>
    list.slice(policy * request.seeds.length, (policy + 1) * request.seeds.length);
  const replaysOf = (p: number) => ofPolicy(done, p).map(({ replay }) => replay);
  const tried = policies.map((policy, p) => packPolicy(policy, replaysOf(p)));
  return {
    result: packResult({ identity, scale: packScale(input.problem), policies: tried }),
    secondsPerReplay: policies.map((_, p) => ofPolicy(done, p).reduce((sum, { seconds }) => sum + seconds, 0) / request.seeds.length),
  };
}

function identityOf(
  request: PackRequest,
  { input, policies, command }: { input: PackInput; policies: readonly Policy[]; command: string },
): PackIdentity {
  const { format, seeds, replay } = request;
  const engine = engineVersion();
  const modules = policies.map(({ name, module }) => [name, module?.sha256 ?? null]);
  const tried = {
    engineVersion: engine,
    problem: problemHash(input.problem),
    policies: modules,
    seeds,
    replay,
    ...(request.constraints.length === 0 ? {} : { constraints: request.constraints }),
    ...(request.hasLeastFleet ? { leastFleet: true } : {}),
  };
  return {
    hash: sha256(JSON.stringify(tried)).slice(0, HASH_DIGITS),
    engineVersion: engine,
    command,
    format,
    inputs: input.files,
    seeds,
    constraints: request.constraints,
    ...replay,
  };
}

/** Hashes the parsed data, not the bytes: another layout of the same trace is the same problem. */
function problemHash({ nodes, tasks }: PackProblem): string {
  const hash = createHash('sha256');
  const { names, labels: ofGroups, ...ofTasks } = tasks;
  const { labels: attributes, ...ofNodes } = nodes;
  for (const [name, part] of [ofNodes, ofTasks, names ?? {}, ...attributes, ...ofGroups].flatMap(Object.entries)) {
    hash.update(`${name} `);
    hash.update(ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : JSON.stringify(part));
  }
  return hash.digest('hex');
}
