import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/record/metrics.js';
import { handlers } from '../../../src/studio/engine/handlers.js';
import { libraryJson } from '../../../src/studio/library.mjs';
import { drydock } from '../../cli/in-process.js';
import { fileOf } from '../../scenarios/head.js';

const folder = mkdtempSync(join(tmpdir(), 'told-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const library = JSON.parse(libraryJson()) as { readonly path: string; readonly text: string; readonly files: Record<string, string> }[];
/** Without the line breaks of a terminal. */
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Batches, loads with scaling, commitments, Spot that runs out, a deployment that hangs, faults, Fargate, and a load that has not settled. */
const SCENARIOS = [
  ...['headline/binpack-80', 'services/two-loops', 'capacity/commitments', 'capacity/spot-drought', 'services/stuck-100-100'],
  ...['capacity/instance-failure', 'capacity/fargate-or-ec2', 'scaling/nightly-batch', 'services/circuit-breaker'],
];

describe('the answer of the studio', () => {
  it.each(SCENARIOS)('has the figures and the sentences that drydock run prints: %s', async (path) => {
    const whole = library.find((one) => one.path === path)!;
    const source = { ...whole, text: whole.text.replace(/^duration: 7d$/m, 'duration: 2d') };
    const { run } = await handlers.run(source, { isCancelled: () => false, progress: () => {} });
    const { answers, facts, notes, verdicts, headline } = run!;
    const out = join(folder, path.replace('/', '-'));
    const short = source.text === whole.text ? [] : ['--set', 'duration=2d'];
    const { stdout } = await drydock(['run', fileOf(path), ...short, '--out', out], { cwd: folder });
    const printed = flat(stdout);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(METRICS.map(({ key }) => [key, headline[key]])).toEqual(METRICS.map(({ key }) => [key, summary[key]]));
    for (const text of [...answers.map((answer) => answer.text), ...facts, ...notes]) expect(printed).toContain(flat(text));
    for (const { expected, foundText } of verdicts) {
      expect(printed).toContain(expected);
      expect(printed).toContain(foundText);
    }
    // And nothing of them is left out: the command has them in its list of facts, its list of what is left out, and in between.
    const items = [...stdout.matchAll(/^- .*(?:\n {2}.*)*/gm)].map(([item]) => flat(item.slice(2)));
    expect([...facts, ...notes]).toEqual(expect.arrayContaining(items));
    const said = [...printed.matchAll(/[^.]*(?:flaps|requests served|Not in a steady state)[^.]*\./g)].map(([sentence]) => sentence);
    for (const sentence of said) expect(flat(notes.join(' '))).toContain(/(?:flaps|requests served|Not in).*/.exec(sentence)![0]);
  });
});
