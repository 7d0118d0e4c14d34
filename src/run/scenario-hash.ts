import { resolve } from 'node:path';
import { mapFiles } from '../scenario/market/files.js';
import { canonicalText } from '../scenario/text/canonical.js';
import { UserError, whyUnreadable } from './failure.js';
import { HASH_DIGITS, sha256, sha256File } from './hashes.js';
import type { ScenarioFile } from './scenario-file.js';

/**
 * Hashes the resolved text and the bytes of traces and of the policy's module: equal for equal content, whatever the layout and comments.
 */
export async function scenarioHash(scenario: ScenarioFile): Promise<string> {
  return hashOf(scenario, scenario.canonicalScenario);
}

/** Hashes a scenario from another machine, where its files had other paths; the SHA-256 of each identifies them. */
export async function movedScenarioHash(scenario: ScenarioFile, pathBySha256: ReadonlyMap<string, string>): Promise<string> {
  const hashes = new Map([...(await traceHashes(scenario)), ...marketHashes(scenario)]);
  return hashOf(scenario, canonicalText(mapFiles(scenario.scenario, (file) => pathBySha256.get(hashes.get(file) ?? '') ?? file)));
}

async function hashOf(scenario: ScenarioFile, canonical: string): Promise<string> {
  const files = new Map([...(await traceHashes(scenario)), ...marketHashes(scenario)]);
  const module = scenario.policyModule === null ? [] : [`policy ${scenario.policyModule.sha256}`];
  return sha256([canonical, ...files.values(), ...module].join('\n')).slice(0, HASH_DIGITS);
}

/** SHA-256 of each file of prices or capacity, by its path as written; they were read with the scenario. */
function marketHashes({ scenario, inputs }: ScenarioFile): Map<string, string> {
  const hashes = new Map<string, string>();
  mapFiles(scenario, (file) => {
    const text = inputs.get(file);
    if (text !== undefined) hashes.set(file, sha256(text));
    return file;
  });
  return hashes;
}

const known = new WeakMap<ScenarioFile, Promise<Map<string, string>>>();

/** SHA-256 of each trace file, by its path as written: read once per scenario. */
export function traceHashes(scenario: ScenarioFile): Promise<Map<string, string>> {
  const hashes = known.get(scenario) ?? hashTraces(scenario);
  known.set(scenario, hashes);
  return hashes;
}

async function hashTraces({ setup, folder, traces }: ScenarioFile): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { arrivals } of setup.workloads) {
    if (arrivals.kind !== 'trace' || hashes.has(arrivals.file)) continue;
    const trace = traces?.get(arrivals.file);
    if (trace !== undefined) {
      hashes.set(arrivals.file, trace.sha256);
      continue;
    }
    const hash = await sha256File(resolve(folder, arrivals.file)).catch((error: NodeJS.ErrnoException) => {
      throw new UserError([`${arrivals.file}: ${whyUnreadable(error)}`]);
    });
    hashes.set(arrivals.file, hash);
  }
  return hashes;
}
