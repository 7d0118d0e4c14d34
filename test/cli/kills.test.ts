import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { experiments, filesOf, writeSmall } from './experiment-program.js';
import { FIXTURES } from './pack-program.js';

/** A run of CI has no time for all forty. */
const KILLS = Number(process.env.DRYDOCK_KILLS ?? 40);
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
const PODS = ['--nodes', join(FIXTURES, 'openb-nodes.csv'), '--tasks', join(FIXTURES, 'openb-pods.csv')];
const folder = mkdtempSync(join(tmpdir(), 'drydock-kills-'));
const { run, start } = experiments(folder);

beforeAll(async () => {
  writeSmall(folder, 'a');
  writeSmall(folder, 'b', (text) => text.replace('targetCapacity: 80', 'targetCapacity: 100'));
  writeFileSync(join(folder, 'sweep.yaml'), `scenario: a.yaml\naxes: { ${TARGET}: { from: 51, to: 100, step: 1 } }\nreplications: 8\n`);
  writeFileSync(
    join(folder, 'space.yaml'),
    `scenario: a.yaml\nobjectives: [wait_p95_ms <= 900000]\naxes: { ${TARGET}: { from: 51, to: 100, step: 1 } }\nfirstReplications: 4\nreplications: 12\nfinalists: 4\n`,
  );
  const recorded = await run('backtest', 'a.yaml', '--record', '--seed', '99', '--set', 'timings.instanceBoot=160s');
  mkdirSync(join(folder, 'recorded'));
  writeFileSync(join(folder, 'recorded/metrics.json'), recorded.stdout);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What of a command is on disk: the length of its journal, or its checkpoints. */
function kept(out: string): number {
  const journal = join(folder, `${out}.journal.jsonl`);
  const checkpoints = join(folder, `${out}.checkpoints`);
  if (existsSync(journal)) return readFileSync(journal).length;
  return existsSync(checkpoints) ? readdirSync(checkpoints).length : 0;
}

/** Starts the command and kills it at a drawn time after something new is on disk; false: it was done before. */
async function killedOnce(words: readonly string[], out: string, draw: number): Promise<boolean> {
  const before = kept(out);
  const child = start(...words, '--out', out);
  const end = once(child, 'close');
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  while (!isOver && kept(out) <= before) await new Promise((ok) => setTimeout(ok, 2));
  await new Promise((ok) => setTimeout(ok, hash32(draw, 1, 0, 0) % 40));
  child.kill('SIGKILL');
  return (await end)[1] === 'SIGKILL';
}

/** Kills the command again and again, and returns how often that was. `again`: the words that go on. */
async function killed(words: readonly string[], out: string, again: () => readonly string[]): Promise<number> {
  let kills = 0;
  while (kills < KILLS && (await killedOnce(kills === 0 ? words : again(), out, kills))) kills++;
  return kills;
}

/** A slow machine shows a line of progress each minute. */
const PROGRESS = expect.stringMatching(/^(\d+ of \d+ .*\n)*$/);

const OUTAGE = 'aws-2021-12-22-us-east-1-power';

describe(`a command that is killed ${KILLS} times`, () => {
  it.each([
    ['sweep', ['sweep', 'sweep.yaml', '--workers', '2']],
    ['compare', ['compare', 'a.yaml', 'b.yaml', '--replications', '200', '--workers', '2']],
    ['uncertain', ['compare', 'a.yaml', 'b.yaml', '--replications', '4', '--uncertain', '--worlds', '100', '--workers', '2']],
    [
      'insured',
      [
        'advise',
        'a.yaml',
        '--incident',
        OUTAGE,
        '--incident-at',
        '30m',
        '--replications',
        '6',
        '--uncertain',
        '--worlds',
        '40',
        '--workers',
        '2',
      ],
    ],
    ['optimise', ['optimise', 'space.yaml', '--workers', '2']],
    ['pack', ['pack', '--format', 'openb', ...PODS, '--policies', 'random,fgd,best-fit', '--seeds', '1-900', '--demand', '1.2']],
    ['fit', ['backtest', 'a.yaml', '--observed', 'recorded', '--fit', 'timings', '--fit-runs', '4']],
  ])('%s goes on to the bytes of an undisturbed one', async (name, words) => {
    expect(await killed(words, `${name}-killed`, () => [...words, '--resume'])).toBe(KILLS);
    for (const to of [
      ['--out', `${name}-killed`, '--resume'],
      ['--out', `${name}-whole`],
    ])
      expect(await run(...words, ...to)).toMatchObject({ stderr: PROGRESS, status: 0 });
    expect(filesOf(join(folder, `${name}-killed`))).toEqual(filesOf(join(folder, `${name}-whole`)));
    expect(readdirSync(folder).filter((file) => file.startsWith('.') || file.includes('journal'))).toEqual([]);
  });

  it('run goes on from its last checkpoint to the same files, but for the command line on the page', async () => {
    const words = ['run', 'a.yaml', '--set', 'duration=50d', '--checkpoint-every', '12h'];
    const checkpoints = join(folder, 'run-killed.checkpoints');
    const hours = (name: string) => 24 * Number(/(\d+)d/.exec(name)?.[1] ?? 0) + Number(/(\d+)h/.exec(name)?.[1] ?? 0);
    const last = () =>
      readdirSync(checkpoints)
        .filter((name) => name.endsWith('.checkpoint') && !name.startsWith('.'))
        .sort((a, b) => hours(a) - hours(b))
        .at(-1)!;
    const again = () => ['run', '--from', join('run-killed.checkpoints', last()), '--checkpoint-every', '12h'];
    expect(await killed(words, 'run-killed', again)).toBe(KILLS);
    expect(await run(...again(), '--out', 'run-killed')).toMatchObject({ stderr: '', status: 0 });
    expect(await run(...words, '--out', 'run-whole')).toMatchObject({ stderr: '', status: 0 });
    const [found, wanted] = ['run-killed', 'run-whole'].map((name) => filesOf(join(folder, name)));
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    expect(Object.keys(wanted).filter((file) => found[file] !== wanted[file])).toEqual(['report.html']);
  });
});
