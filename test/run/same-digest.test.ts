import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { hash32 } from '../../src/kernel/hash.js';
import { type Loaded, loadScenario } from '../../src/scenario/load-scenario.js';
import { Digest } from '../../src/sim/digest.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { PROGRAM } from '../built.js';
import { drydock } from '../cli/in-process.js';
import { seeds } from '../extent.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { randomScenario } from '../studies/export/random-scenario.js';

const MINUTES = 60;
const folder = mkdtempSync(join(tmpdir(), 'drydock-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DRAWN = seeds(2, 20).flatMap((seed): [string, object][] => [
  [`random ${seed}`, randomScenario(seed, MINUTES)],
  [`mixed ${seed}`, mixedScenario(seed, MINUTES)],
]);

type Assignments = NonNullable<Parameters<typeof loadScenario>[1]['set']>;

function loaded(text: string, set: Assignments = []): Loaded {
  return loadScenario(text, { file: 'drawn.yaml', read: () => undefined, set });
}

/** `slices`: the most events of each slice in turn; `indexFrom`: the instances from which on the fleet has an index. */
function digestOf({ setup, errors }: Loaded, { slices = [Number.POSITIVE_INFINITY], indexFrom = 256 } = {}): string {
  if (setup === undefined) throw new Error(JSON.stringify(errors));
  const digest = new Digest();
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [digest] });
  simulation.world.fleet.indexFrom = indexFrom;
  for (let slice = 0; simulation.advance(setup.durationMs, slices[slice % slices.length]) === 'sliced'; slice++);
  return digest.text;
}

/** The same value with the keys of each map in another order; lists keep theirs. */
function withKeysShuffled(value: unknown, draw: number): unknown {
  if (Array.isArray(value)) return value.map((item, i) => withKeysShuffled(item, draw + i));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner], i) => ({ key, inner, at: hash32(draw, 5, i, key.length) }));
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ key, inner }) => [key, withKeysShuffled(inner, draw + 1)]));
}

describe.each(DRAWN)('the digest of %s is the same', (_, scenario) => {
  const text = stringify(scenario);
  const wanted = digestOf(loaded(text));

  it('by the index of free room and by a scan', () => {
    expect(digestOf(loaded(text), { indexFrom: 1 })).toBe(wanted);
    expect(digestOf(loaded(text), { indexFrom: Number.POSITIVE_INFINITY })).toBe(wanted);
  });

  it('in any slices', () => {
    for (const slices of [[1], [7, 1, 400]]) expect(digestOf(loaded(text), { slices })).toBe(wanted);
  });

  it('with any order of keys, with CRLF, and as JSON', () => {
    const shuffled = stringify(withKeysShuffled(scenario, 9));
    expect(shuffled).not.toBe(text);
    expect(digestOf(loaded(shuffled))).toBe(wanted);
    expect(digestOf(loaded(text.replaceAll('\n', '\r\n')))).toBe(wanted);
    expect(digestOf(loaded(JSON.stringify(scenario)))).toBe(wanted);
  });

  it('with any order of --set', () => {
    const set = [
      { path: 'timings.imagePull', value: '17s' },
      { path: 'timings.instanceBoot', value: '{ uniform: { min: 40s, max: 90s } }' },
      { path: 'scaler.lowDatapoints', value: '3' },
    ];
    const changed = digestOf(loaded(text, set));
    expect(changed).not.toBe(wanted);
    expect(digestOf(loaded(text, set.toReversed()))).toBe(changed);
    expect(digestOf(loaded(text, [set[1], set[2], set[0]]))).toBe(changed);
  });
});

describe('the digest of a run is the same', () => {
  const printedIn = (env: Record<string, string>): string => {
    const words = [PROGRAM, 'run', 'drawn.yaml', '--json', '--out', 'out'];
    const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
    expect(stderr).toBe('');
    return stdout;
  };

  it('in any locale and time zone, and so is all that it prints', async () => {
    writeFileSync(join(folder, 'drawn.yaml'), stringify(randomScenario(3, MINUTES)));
    const { stdout: wanted } = await drydock(['run', 'drawn.yaml', '--json', '--out', 'out'], { cwd: folder });
    expect(wanted).toContain(digestOf(loaded(stringify(randomScenario(3, MINUTES)))));
    for (const [LC_ALL, TZ] of [
      ['tr_TR.UTF-8', 'Asia/Kathmandu'],
      ['ar_EG.UTF-8', 'America/St_Johns'],
    ])
      expect(printedIn({ LANG: LC_ALL, LC_ALL, TZ })).toBe(wanted);
  });
});
