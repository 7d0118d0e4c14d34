import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Imported, importScenario } from '../../src/import/import.js';
import { readTree } from '../../src/import/read/tree.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { lostInSilence, mutated } from '../import/mutations.js';
import { simulationOf } from '../sim/setups.js';

/** Every published template, Terraform file and answer of AWS is imported, or it is said what cannot be done with it. */

const inputs = join(process.env.DRYDOCK_DATA!, 'ecs-inputs');
const FOLDERS = ['cloudformation', 'terraform', 'api-outputs', 'service-and-event-json', 'task-definitions'] as const;
const HOUR_MS = 3_600_000;
/** Parameters of a template without a default, as given at deployment. */
const PARAMETERS = new Map([
  ['TaskCPU', '256'],
  ['TaskMemory', '512'],
  ['TaskCount', '1'],
]);

const filesIn = (folder: string) =>
  (readdirSync(join(inputs, folder), { recursive: true }) as string[]).filter((file) => /\.(json|ya?ml|tf)$/.test(file)).sort();
const textOf = (folder: string, file: string) => readFileSync(join(inputs, folder, file), 'utf8');

/** As it is, then with the parameters that it needs. */
function importOf(folder: string, file: string): Imported {
  const input = { file: basename(file), text: textOf(folder, file) };
  const parameters = new Map<string, string>();
  for (;;) {
    const outcome = importScenario([input], { parameters });
    const asked = outcome.mistakes
      .map(({ field }) => field.replace('Parameters.', ''))
      .filter((name) => PARAMETERS.has(name) && !parameters.has(name));
    if (asked.length === 0 || asked.length < outcome.mistakes.length) return outcome;
    for (const name of asked) parameters.set(name, PARAMETERS.get(name)!);
  }
}

interface Counts {
  files: number;
  imported: number;
  refused: number;
}

describe('published templates with parts removed, doubled and renamed', () => {
  const files = filesIn('cloudformation').filter((file) => /Service|service|ecs/i.test(textOf('cloudformation', file)));
  it.each(Array.from({ length: 300 }, (_, seed) => [seed, files[seed % files.length]!] as const))(
    'lose no service without exit code 2 (seed %i, %s)',
    (seed, file) => {
      const tree = readTree(textOf('cloudformation', file), file);
      if (tree.mistakes !== undefined) return expect(tree.mistakes.length).toBeGreaterThan(0);
      const template = mutated(tree.value, seed);
      const outcome = importScenario([{ file: basename(file), text: JSON.stringify(template) }], { parameters: new Map() });
      if (outcome.scenario === undefined) expect(outcome.mistakes.length).toBeGreaterThan(0);
      else expect(loadScenario(outcome.scenario, { file, read: () => undefined }).errors).toBeUndefined();
      expect(lostInSilence(template, outcome)).toEqual([]);
    },
  );
});

describe.each(FOLDERS)('%s', (folder) => {
  const counts: Counts = { files: 0, imported: 0, refused: 0 };

  it.each(filesIn(folder))('%s', (file) => {
    const { scenario, mistakes } = importOf(folder, file);
    counts.files++;
    if (scenario === undefined) {
      counts.refused++;
      expect(mistakes.length).toBeGreaterThan(0);
      for (const { message } of mistakes) expect(message).toMatch(/\w+ \w+/);
      return;
    }
    counts.imported++;
    const loaded = loadScenario(scenario, { file, read: () => undefined });
    expect(loaded.errors).toBeUndefined();
    const { simulation } = simulationOf(loaded.setup!);
    simulation.advance(HOUR_MS);
  });

  it('is in the table of docs/import.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/import.md'), 'utf8');
    expect(page).toContain(`| \`${folder}\` | ${counts.files} | ${counts.imported} | ${counts.refused} |`);
  });
});
