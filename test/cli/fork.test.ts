import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { filesIn } from '../run/fork-runs.js';

const root = join(import.meta.dirname, '../..');
const week = join(root, 'scenarios/headline/binpack-80.yaml');
const small = join(root, 'test/fixtures/cli/small.yaml');
const out = mkdtempSync(join(tmpdir(), 'drydock-fork-cli-'));
const STACK = /^\s+at .+:\d+:\d+/m;

beforeAll(async () => {});

afterAll(() => rmSync(out, { recursive: true }));

async function run(...args: string[]): Promise<{ stdout: string; stderr: string; status: number | null }> {
  const child = spawn(process.execPath, [PROGRAM, 'run', ...args], { cwd: out, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status: status as number | null };
}

/** Every CSV and JSON file. */
const data = (name: string) => [...filesIn(join(out, name))].filter(([file]) => /\.(csv|json|jsonl|yaml)$/.test(file));

describe('drydock run with checkpoints', () => {
  it('names their folder and the command to fork; a fork without changes equals the run, and one with changes lists them', async () => {
    const { stdout, stderr, status } = await run(small, '--checkpoint-every', '30m', '--checkpoint-at', '1h15m');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/\n4 checkpoints in reports\/out\/small\.checkpoints, \d+ KiB\n/);
    const [, command] = /^What if: drydock run (.+) --set path=value$/m.exec(stdout)!;
    expect(readdirSync(join(out, 'reports/out/small.checkpoints')).sort()).toEqual(
      ['1h', '1h15m', '1h30m', '30m'].map((time) => `${time}.checkpoint`),
    );
    const same = await run(...command.split(' '), '--out', 'same');
    expect(same.status).toBe(0);
    expect(data('same')).toEqual(data('reports/out/small'));
    expect(same.stdout.split('\nPage:')[0]).toBe(stdout.split('\nPage:')[0]);

    const change = 'cluster.capacityProviders.workers.autoScalingGroup.maxSize=1';
    const other = await run('--from', 'reports/out/small.checkpoints/30m.checkpoint', '--set', change);
    expect(other.status).toBe(0);
    const summary = JSON.parse(readFileSync(join(out, 'reports/out/small-from-30m/summary.json'), 'utf8'));
    const parent = JSON.parse(readFileSync(join(out, 'reports/out/small/summary.json'), 'utf8'));
    expect(summary.forked_from).toEqual({
      time_ms: 1_800_000,
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
      scenario_hash: parent.scenario_hash,
      changes: [change],
    });
    expect(summary.digest).not.toBe(parent.digest);
    expect(other.stdout.replaceAll('\n', ' ')).toContain(`Forked at 30 min from a run of scenario ${parent.scenario_hash}`);
    expect(readFileSync(join(out, 'reports/out/small-from-30m/report.html'), 'utf8')).toContain('Forked at 30\u00a0min from a run');
    expect(readFileSync(join(out, 'reports/out/small-from-30m/scenario.yaml'), 'utf8')).toMatch(
      /^# The scenario as it was run from 30m on/,
    );
  });

  it('can be killed at any moment: what the last checkpoint holds is enough for the same results', async () => {
    const whole = await run(week, '--set', 'duration=2d', '--set', 'expect=[]', '--out', 'whole');
    expect(whole.status).toBe(0);
    const folder = join(out, 'killed.checkpoints');
    const words = ['run', week, '--set', 'duration=2d', '--set', 'expect=[]', '--out', 'killed', '--checkpoint-every', '1h'];
    for (const least of [3, 20]) {
      const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: out, stdio: 'ignore' });
      const count = () => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.checkpoint')).length : 0);
      rmSync(folder, { recursive: true, force: true });
      while (count() < least) await new Promise((ok) => setTimeout(ok, 5));
      child.kill('SIGKILL');
      expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
      expect(existsSync(join(out, 'killed'))).toBe(false);
      const names = readdirSync(folder).filter((name) => name.endsWith('.checkpoint') && !name.startsWith('.'));
      const again = await run('--from', join(folder, names.at(-1)!), '--out', `after-${least}`);
      expect(again).toMatchObject({ stderr: '', status: 0 });
      expect(data(`after-${least}`)).toEqual(data('whole'));
    }
  });
});

describe('a run that cannot be forked is reported in plain lines with exit code 2', () => {
  it.each([
    ['neither scenario nor checkpoint', [], 'Give a scenario, or --from CHECKPOINT.'],
    ['both', [small, '--from', 'x.checkpoint'], 'brings its own scenario'],
    ['a seed', ['--from', 'x.checkpoint', '--seed', '3'], '--seed: a run goes on with the seed that it began with'],
    ['a file that is not there', ['--from', 'x.checkpoint'], 'x.checkpoint: there is no such file'],
    ['a file that is none', ['--from', small], 'this is no checkpoint of drydock'],
    [
      'a time that is none',
      [small, '--checkpoint-at', '14:05'],
      '--checkpoint-at 14:05: write a duration above zero, such as 90s or 14h5m',
    ],
    ['a time at the end', [small, '--checkpoint-at', '2h'], 'the scenario ends at 2h'],
    ['a time of nothing', [small, '--checkpoint-every', '0s'], 'write a duration above zero'],
    ['far too many', [small, '--checkpoint-every', '1ms'], 'that makes 7,200,000 checkpoints; ask for 10,000 at most'],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, status } = await run(...args, '--out', 'never');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(STACK);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(existsSync(join(out, 'never'))).toBe(false);
  });

  it('files that the run did not write from its beginning', async () => {
    await run(small, '--out', 'plain', '--checkpoint-at', '1h');
    const { stderr, status } = await run('--from', 'plain.checkpoints/1h.checkpoint', '--events', '--ecs-events');
    expect(stderr).toMatch(/^--events: the run that left .* did not write them.*\n--ecs-events: /);
    expect(status).toBe(2);
  });
});
