import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { startDrydock } from './child.js';
import { filesIn, fixtures, root, run, STACK } from './small-run.js';

/** The same in a process of its own, so that several run beside each other. */
async function runBeside(...args: string[]): Promise<{ stdout: string; stderr: string; status: number | null }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: fixtures, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status };
}

function shell(script: string): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-o', 'pipefail', '-c', script], { cwd: fixtures, encoding: 'utf8', env: { ...process.env, P: PROGRAM } });
}

describe('the program', () => {
  it('answers on stdout alone, with exit code 0', async () => {
    const { stdout, stderr, status } = await runBeside('catalog', 'm5.large');
    expect(stdout).toContain('m5.large');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('reports its own version, and on request its commands, of which there are at most nineteen', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect((await runBeside('--version')).stdout).toBe(`${version}\n`);
    const { stdout, status } = await run('--help');
    const commands = [...stdout.matchAll(/^ {2}drydock (\w+)/gm)].map(([, command]) => command);
    expect(commands).toEqual(expect.arrayContaining(['run', 'compare', 'validate', 'place', 'bound']));
    expect(commands).not.toEqual(expect.arrayContaining(['query']));
    expect(commands.length).toBeLessThanOrEqual(19);
    expect(status).toBe(0);
  });

  it.each([
    [['validate', '--shema'], 'Unknown option: --shema; did you mean --schema?', 'validate --help'],
    [
      ['run', 'small.yaml', '--warmup', '1d', '--json-lines'],
      'Unknown option: --warmup; --warm-up is an option of compare, sweep, optimise, advise\nUnknown option: --json-lines; did you mean --json?',
      'run --help',
    ],
    [['optimize', 'sweep.yaml', '--wrkers', '2'], 'Unknown option: --wrkers; did you mean --workers?', 'optimise --help'],
    [['catalog', '--fits'], '--fits needs a value.', 'catalog --help'],
    // An alias of --into, and a word without its hyphens.
    [['pack', '--outt', 'x'], 'Unknown option: --outt; did you mean --out?', 'pack --help'],
    [['run', '--output', 'x'], 'Unknown option: --output; did you mean --out?', 'run --help'],
    [['run', 'small.yaml', 'seed', '3'], 'Unknown argument: seed; did you mean --seed?\nUnknown argument: 3', 'run --help'],
    [['run', 'small.yaml', 'a, b', '--no-sed'], 'Unknown option: --no-sed; did you mean --seed?\nUnknown argument: a, b', 'run --help'],
    [['snapshot'], 'snapshot needs --cluster, --out.', 'snapshot --help'],
    [['compare'], 'Too few arguments: 0 given, at least 1 needed.', 'compare --help'],
    [['rn'], 'Did you mean run?', '--help'],
  ])('reports what is wrong with a mistyped command line, and the command whose help has more: %j', async (words, mistake, help) => {
    const { stderr, status } = await run(...words);
    expect({ stderr, status }).toEqual({ stderr: `${mistake}\nSee 'drydock ${help}'.\n`, status: 2 });
  });

  it('requests the name of a scenario, and mentions no file without one', async () => {
    expect(await run('run')).toMatchObject({ stderr: 'Give a scenario, or --from CHECKPOINT.\n', status: 2 });
  });

  it('prints a schema that is JSON and nothing else', async () => {
    for (const [words, title] of [
      [[], 'Drydock scenario'],
      [['sweep'], 'Drydock sweep'],
      [['optimise'], 'Drydock optimisation'],
    ] as const) {
      const { stdout, stderr, status } = await run('validate', '--schema', ...words);
      expect(JSON.parse(stdout).title).toBe(title);
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    }
    expect((await run('validate', '--schema', 'swep')).stderr).toBe('--schema swep: there is no such schema; did you mean sweep?\n');
  });

  it.each([
    [['schema', '--sweep'], ['validate', '--schema', 'sweep'], 'drydock validate --schema sweep'],
    [
      ['query', 'runningTasksCount == 0', '--scenario', 'query.yaml', '--seed', '3'],
      ['place', 'query.yaml', '--where', 'runningTasksCount == 0', '--at', '0s', '--seed', '3'],
      "drydock place query.yaml --where 'runningTasksCount == 0' --at 0s --seed 3",
    ],
    [['rebalance', 'small.yaml'], ['bound', 'small.yaml', '--at', 'end'], 'drydock bound small.yaml --at end'],
  ])('runs a command by its old name, and prints the new one: %j', async (old, now, advice) => {
    const answer = await run(...old);
    expect(answer.stderr).toBe(`'drydock ${old[0]}' goes with the next version; from now on write: ${advice}\n`);
    expect({ ...answer, stderr: '' }).toEqual(await run(...now));
  });

  it('validates good files beside bad ones: what it understood on stdout, mistakes on stderr, exit code 2', async () => {
    const { stdout, stderr, status } = await run('validate', 'small.yaml', 'wrong-task.json');
    expect(stdout).toMatch(/^small\.yaml\nscenario small: /);
    expect(stdout).not.toContain('wrong-task');
    expect(stderr).toMatch(/^wrong-task\.json:2:3 family: /);
    expect(stderr).toMatch(/1 of 2 files cannot be used\n$/);
    expect(status).toBe(2);
  });

  it('gives machines all of it on stdout, and the exit code still', async () => {
    const { stdout, stderr, status } = await run('validate', '--json', 'small.yaml', 'wrong-task.json');
    expect(JSON.parse(stdout).files.map((file: { kind: string }) => file.kind)).toEqual(['scenario', 'taskDefinition']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 2 });
  });

  it('warns on stderr, so that the ranking on stdout stays clean', async () => {
    const { stdout, stderr, status } = await run('catalog', '--fits', 'number-size.json', '--json');
    expect(JSON.parse(stdout).types).toHaveLength(20);
    expect(stderr).toMatch(/^warning: number-size\.json:\d+:\d+ cpu: /);
    expect(status).toBe(0);
  });

  it('writes no colour codes into a pipe', async () => {
    const escapeCode = String.fromCharCode(27);
    for (const args of [['catalog', 'm5'], ['validate', 'small.yaml'], ['--help']])
      expect((await run(...args)).stdout).not.toContain(escapeCode);
  });

  it('takes the last of an option that is given twice', async () => {
    const twice = await run('catalog', 'm5.large', '--ami', 'windows', '--ami', 'al2', '--region', 'eu-west-1', '--region', 'us-east-1');
    expect(twice.stdout).toBe((await run('catalog', 'm5.large', '--ami', 'al2')).stdout);
    expect((await run('worker', '--queue', 'redis://a', '--queue', 'b')).stderr).toMatch(/^--queue b: it is no URL; /);
  });

  it('ends without an error when its reader closes the pipe', () => {
    // More than a pipe holds (64 KiB), so that the program is still writing when `head` leaves.
    const { stdout, stderr, status } = shell(`"${process.execPath}" "$P" catalog --json | head -n 1`);
    expect({ stdout, stderr, status }).toEqual({ stdout: '[\n', stderr: '', status: 0 });
  });

  it('writes all of a long answer into a pipe', async () => {
    expect(JSON.parse((await runBeside('catalog', '--json')).stdout).length).toBeGreaterThan(1000);
  });
});

describe('bad input is reported in plain lines with exit code 2, never with a stack', () => {
  it.each([
    ['no command', [], 'Say which command.'],
    ['an unknown command', ['catlog'], 'Did you mean catalog?'],
    ['an unknown option', ['catalog', '--regoin', 'x'], 'regoin'],
    ['an option without its value', ['catalog', '--fits'], 'fits'],
    ['a seed that is no number', ['run', 'small.yaml', '--seed', 'x'], 'seed'],
    [
      'a seed that is no number beside another mistake',
      ['run', 'small.yaml', '--set', 'seed', '--seed', 'x'],
      '--seed: give a whole number\n--set seed: write it as path=value',
    ],
    ['--set without a value', ['run', 'small.yaml', '--set', 'seed'], 'write it as path=value'],
    ['a size of charts that is none', ['run', 'small.yaml', '--chart-size', '16by9'], 'write width and height in pixels, such as 1600x900'],
    ['--set of an unknown path', ['run', 'small.yaml', '--set', 'cluster.capcityProviders=1'], 'capacityProviders'],
    ['one scenario to compare', ['compare', 'small.yaml'], 'two or more'],
    ['two scenarios of one name', ['compare', 'small.yaml', 'small.yaml'], "the name 'small' is taken"],
    ['a value that is no choice', ['catalog', '--ami', 'dos'], '"dos"'],
    ['a file too few', ['validate'], 'Say which scenarios'],
    ['a schema and a file', ['validate', '--schema', 'sweep', 'small.yaml'], 'leave one of them out'],
    ['a place of nothing', ['place', 'small.yaml'], 'give --task NAME'],
    ['a place of two things', ['place', 'small.yaml', '--task', 'web', '--where', 'runningTasksCount == 0'], 'not both'],
    ['a word too many', ['worker', 'more'], 'more'],
    ['no number', ['catalog', '--top', 'ten'], '--top'],
    ['an unknown type', ['catalog', 'm5.larg'], 'did you mean m5.large'],
    ['a file that is not there', ['validate', 'nothing.yaml'], 'nothing.yaml: there is no such file'],
    ['a directory', ['validate', '.'], '.: this is a directory'],
    ['a directory to rank for', ['catalog', '--fits', '.'], '.: this is a directory'],
    ['a binary file', ['validate', 'binary.png'], 'binary.png:1:1: is not a text file'],
    ['a binary file to rank for', ['catalog', '--fits', 'binary.png'], 'is not a text file'],
    ['an empty file', ['validate', 'empty.yaml'], 'empty.yaml:1:1: is empty'],
    ['aliases that multiply', ['validate', 'aliases.yaml'], 'YAML aliases'],
    ['a scenario to run with mistakes', ['run', 'wrong.yaml'], 'there is no instance type "m5.larg"'],
    ['a scenario to run that is none', ['run', 'api.json'], 'api.json:'],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, status } = await run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(STACK);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });
});

/** Resolves when a run has begun to fill a directory, and so obeys signals. */
async function hasBegun(folder: string, name: string): Promise<void> {
  const isBegun = (entry: string) =>
    entry.startsWith(`.${name}`) && statSync(join(folder, entry)).isDirectory() && readdirSync(join(folder, entry)).length > 0;
  while (!readdirSync(folder).some(isBegun)) await new Promise((ok) => setTimeout(ok, 20));
}

describe('run', () => {
  const out = mkdtempSync(join(tmpdir(), 'drydock-run-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('writes the same bytes in two processes, and other bytes for another seed', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map((name) => join(out, name));
    const words = ['run', 'small.yaml', '--events', '--ecs-events', '--out'];
    const results = await Promise.all([runBeside(...words, first), run(...words, second), run(...words, third, '--seed', '99')]);
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0]);
    const [a, b, c] = [first, second, third].map(filesIn);
    expect([...a.keys()]).toEqual(
      expect.arrayContaining([
        'ecs-events.jsonl',
        'ecs-service-messages.jsonl',
        'events.csv',
        'report.html',
        'scenario.yaml',
        'summary.csv',
        'summary.json',
        'tasks.csv',
      ]),
    );
    expect(b).toEqual(a);
    expect(c.get('summary.json')).not.toBe(a.get('summary.json'));
  });

  it('runs again from the run directory alone, to the same digest', async () => {
    const original = join(out, 'original');
    const again = join(out, 'again');
    await run('run', 'small.yaml', '--out', original);
    await run('run', join(original, 'scenario.yaml'), '--out', again);
    const digestIn = (directory: string) => JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8')).digest;
    expect(digestIn(again)).toBe(digestIn(original));
  });

  it('reports what a scenario expects and what was found, exit code 1 when an expectation fails', async () => {
    const expecting = (text: string, ...more: string[]) =>
      run('run', 'small.yaml', '--set', `expect=[tasks_started > 0, ${text}]`, '--out', join(out, 'expecting'), ...more);
    const good = await expecting('cost_usd < 1000000');
    expect(good.stdout).toMatch(/✓ tasks_started > 0 +holds: \d+\n✓ cost_usd < 1000000 +holds: /);
    expect({ stderr: good.stderr, status: good.status }).toEqual({ stderr: '', status: 0 });
    const bad = await expecting('cost_usd < 0');
    expect(bad.stdout).toMatch(/✓ tasks_started > 0 .*\n✗ cost_usd < 0 +FAILS: \d/);
    expect(bad.status).toBe(1);
    const json = await expecting('cost_usd < 0', '--json');
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(readFileSync(join(out, 'expecting/summary.json'), 'utf8')));
    expect(JSON.parse(json.stdout).expectations[1]).toMatchObject({ expected: 'cost_usd < 0', holds: false, against: 0 });
    expect(json.stderr).toMatch(/^small: 1 of 2 expectations failed: cost_usd < 0 \(found [\d.]+\)\n$/);
    expect(json.status).toBe(1);
  });

  it('leaves an earlier directory as it was, and no half-written one, when the input is wrong', async () => {
    const kept = join(out, 'kept');
    await run('run', 'small.yaml', '--out', kept);
    const before = filesIn(kept);
    expect((await run('run', 'small.yaml', '--set', 'duration=soon', '--out', kept)).status).toBe(2);
    expect(filesIn(kept)).toEqual(before);
    expect(readdirSync(out).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it.each([
    ['the directory one is in', () => '.', 'you are in this directory'],
    ['a directory above', () => '../..', 'you are in this directory'],
    ['a directory of other things', () => join(out, 'foreign'), 'would be lost'],
    ['a file', () => join(out, 'foreign/kept.txt'), 'there is a file of this name'],
    ['a path through a file', () => join(out, 'foreign/kept.txt/out'), 'a part of the path is a file'],
  ])('does not write to %s, in plain words and with exit code 2', async (_, path, message) => {
    mkdirSync(join(out, 'foreign'), { recursive: true });
    writeFileSync(join(out, 'foreign/kept.txt'), 'kept');
    const { stderr, status } = await run('run', 'small.yaml', '--out', path());
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(STACK);
    expect(status).toBe(2);
    expect(readdirSync(join(out, 'foreign'))).toEqual(['kept.txt']);
  });

  it('takes the place of earlier results and of an empty directory', async () => {
    const place = join(out, 'place');
    mkdirSync(place);
    expect((await run('run', 'small.yaml', '--out', place)).status).toBe(0);
    expect((await run('run', 'small.yaml', '--seed', '5', '--out', place)).status).toBe(0);
    expect(JSON.parse(readFileSync(join(place, 'summary.json'), 'utf8')).seed).toBe(5);
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stops at Ctrl-C and leaves nothing behind', async () => {
    const stopped = join(out, 'stopped');
    const words = ['run', 'small.yaml', '--set', 'duration=3000d', '--out', stopped];
    const child = startDrydock(words, { cwd: fixtures, stdio: ['ignore', 'ignore', 'pipe'] });
    const errorText = text(child.stderr!);
    await hasBegun(out, 'stopped');
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(await errorText).toMatch(/small: stopped at .+ of simulated time/);
    expect(status).toBe(130);
    expect(readdirSync(out).filter((name) => name.includes('stopped'))).toEqual([]);
  });

  it('prints summary.json for machines', async () => {
    const { stdout } = await run('run', 'small.yaml', '--json', '--out', join(out, 'json'));
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(out, 'json', 'summary.json'), 'utf8')));
  });
});
