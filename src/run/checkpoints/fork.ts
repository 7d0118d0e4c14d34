import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ForkedFrom } from '../../report/summary.js';
import type { Digest } from '../../sim/digest.js';
import { NotNow } from '../../sim/handlers/present/adoption.js';
import type { Setup } from '../../sim/setup.js';
import type { Simulation } from '../../sim/simulation.js';
import { plainAssignment } from '../assignment.js';
import { UserError } from '../failure.js';
import type { Policy } from '../policy-module.js';
import type { RunFiles, RunStreams } from '../run-files.js';
import { type ScenarioFile, scenarioOf } from '../scenario-file.js';
import { scenarioHash, traceHashes } from '../scenario-hash.js';
import { type Checkpoint, type SavedScenario, timeName } from './checkpoint.js';
import { gzipped } from './checkpoint-file.js';
import { refusals } from './compatible.js';

/** A run that continues from a checkpoint. */
export interface Fork {
  readonly path: string;
  readonly checkpoint: Checkpoint;
  /** Null without changes: then it is the same run. */
  readonly forkedFrom: ForkedFrom | null;
  /** The setup of the run that saved the state. */
  readonly parent: Setup;
}

/** Returns the present state of a run for a file. */
export async function checkpointOf(
  simulation: Simulation,
  run: {
    readonly scenario: ScenarioFile;
    readonly hash: string;
    readonly digest: string;
    readonly options: RunFiles & { readonly from?: Fork | undefined };
  },
): Promise<Checkpoint> {
  const { directory, withEvents = false, withEcsEvents = false, from } = run.options;
  const files = new Map<string, Uint8Array>();
  if (directory !== undefined) for await (const { name, bytes } of directory.written()) files.set(name, await gzipped(bytes));
  const head = {
    ...{ name: simulation.setup.name, atMs: simulation.nowMs, events: simulation.eventsHandled },
    ...{ scenarioHash: run.hash, digest: run.digest, withEvents, withEcsEvents },
    ...{ scenario: await savedScenario(run.scenario), forkedFrom: from?.forkedFrom ?? null },
  };
  return { head, state: simulation.save(), files };
}

async function savedScenario(scenario: ScenarioFile): Promise<SavedScenario> {
  const { path, folder, inputs, policyModule, overrides = { assignments: [], seed: null } } = scenario;
  const assignments = overrides.assignments.map(plainAssignment);
  return { path, folder, inputs: [...inputs], assignments, seed: overrides.seed, policyModule, traces: [...(await traceHashes(scenario))] };
}

/**
 * Returns the scenario of a checkpoint with changes from its time on. Throws a UserError with one line for each change that is not allowed.
 */
export async function forkedScenario(
  path: string,
  checkpoint: Checkpoint,
  { set, policy }: { readonly set: readonly string[]; readonly policy: Policy | null },
): Promise<{ readonly scenario: ScenarioFile; readonly fork: Fork }> {
  const { head } = checkpoint;
  checkModule(path, head.scenario, policy);
  const load = (changes: readonly string[]) => loaded(head.scenario, changes, policy);
  const parent = load([]);
  await checkTraces(path, head.scenario, parent);
  if ((await scenarioHash(parent)) !== head.scenarioHash) throw new UserError([`${path}: its scenario does not have the hash in its head`]);
  const scenario = load(set);
  const found = refusals(parent.setup, scenario.setup, head.atMs);
  if (found.length > 0) throw new UserError(refusalLines(found, { set, parent, load, atMs: head.atMs }));
  const { atMs: timeMs, digest, scenarioHash: hash, forkedFrom } = head;
  const isChanged = scenario.canonicalScenario !== parent.canonicalScenario;
  const own = { timeMs, digest, scenarioHash: hash, changes: set, forkedFrom };
  return { scenario, fork: { path, checkpoint, forkedFrom: isChanged ? own : forkedFrom, parent: parent.setup } };
}

function loaded({ path, folder, inputs, assignments, seed }: SavedScenario, set: readonly string[], policy: Policy | null): ScenarioFile {
  return scenarioOf({ path, folder, text: inputs[0][1], named: new Map(inputs) }, { set, seed: seed ?? undefined, policy }, assignments);
}

/** Attributes each refusal to the option that causes it alone. */
function refusalLines(
  found: readonly string[],
  {
    set,
    parent,
    load,
    atMs,
  }: {
    readonly set: readonly string[];
    readonly parent: ScenarioFile;
    readonly load: (set: readonly string[]) => ScenarioFile;
    readonly atMs: number;
  },
): string[] {
  const byChange = set.flatMap((change) => {
    try {
      return refusals(parent.setup, load([change]).setup, atMs).map((refusal) => ({ change, refusal }));
    } catch (error) {
      if (error instanceof UserError) return []; // Valid only together with the other options.
      throw error;
    }
  });
  const own = new Set(byChange.map(({ refusal }) => refusal));
  const together = found.filter((refusal) => !own.has(refusal)).map((refusal) => ({ change: set.join(' --set '), refusal }));
  return [...byChange, ...together].map(({ change, refusal }) => `--set ${change}: ${refusal}`);
}

function checkModule(path: string, { policyModule }: SavedScenario, policy: Policy | null): void {
  const given = policy?.module ?? null;
  if (policyModule === null && policy === null) return;
  if (policyModule === null) throw new UserError(['--policy: the run that is forked has none; a run keeps its policy']);
  if (given === null)
    throw new UserError([`${path}: a checkpoint holds no code: add --policy ${policyModule.path}, the module that placed its tasks`]);
  if (given.sha256 !== policyModule.sha256)
    throw new UserError([`--policy ${given.path}: this is not the module that placed the tasks of ${path}, or it has changed since`]);
}

async function checkTraces(path: string, { traces, folder }: SavedScenario, scenario: ScenarioFile): Promise<void> {
  const now = await traceHashes(scenario);
  const changed = traces.filter(([file, hash]) => now.get(file) !== hash);
  if (changed.length > 0)
    throw new UserError(
      changed.map(([file]) => `${file} in ${folder}: it has changed since ${path} was written, which needs it as it was`),
    );
}

/** Writes the earlier content of each file of the run. */
export async function beginFiles({ checkpoint, path }: Fork, directory: RunStreams): Promise<void> {
  for (const [name, bytes] of checkpoint.files) {
    const text = Readable.from([bytes]).pipe(createGunzip());
    await directory.begin(name, text).catch(() => {
      throw new UserError([`${path}: ${name} cannot be taken out of this checkpoint`]);
    });
  }
}

/** Restores the checkpoint's state in the new simulation; from here on the simulation's own settings apply. */
export function resume(simulation: Simulation, digest: Digest, { checkpoint, path, parent }: Fork): void {
  const { head, state } = checkpoint;
  const fail = (why: string) => new UserError([`${path}: this checkpoint does not hold the state of a run of its scenario: ${why}`]);
  try {
    simulation.load(state, parent);
  } catch (error) {
    if (error instanceof NotNow) throw new UserError([error.message]);
    throw fail((error as Error).message);
  }
  if (simulation.nowMs !== head.atMs || simulation.eventsHandled !== head.events || digest.text !== head.digest)
    throw fail(`it is not at ${timeName(head.atMs)}`);
  simulation.adopt(parent);
}
