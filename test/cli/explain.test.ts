import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineVersion } from '../../src/run/engine-version.js';
import { UserError } from '../../src/run/failure.js';
import { runPolicyOf } from '../../src/run/policies.js';
import { type ExplainArguments, questionsOf } from '../../src/studies/explain/questions.js';
import { readRecordedRun } from '../../src/studies/explain/recorded-run.js';
import { earlierState, replay } from '../../src/studies/explain/replay.js';
import { HOUR, MINUTE } from '../sim/setups.js';
import { drydock as inProcess } from './in-process.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drydock-explain-')));
const drydock = (...words: string[]) => inProcess(words, { cwd: folder });

interface More {
  readonly policy?: string;
  readonly from?: string;
}

/** What the command does between its options and its output. */
async function answersOf(name: string, asked: ExplainArguments, { policy: word, from }: More = {}): Promise<unknown[]> {
  const policy = await runPolicyOf(word === undefined ? undefined : join(folder, word), []);
  const run = await readRecordedRun(join(folder, name), { policy, from: from === undefined ? undefined : join(folder, from) });
  const questions = await questionsOf(run, asked);
  const finished = await replay(
    run,
    questions.map(({ inquiry }) => inquiry),
  );
  return questions.map((question) => question.answer(finished).answer);
}

async function complaint(name: string, asked: ExplainArguments, more?: More): Promise<string[]> {
  const error = await answersOf(name, asked, more).then(
    () => new Error('it answered'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).lines.map((line) => line.replaceAll(`${folder}/`, ''));
}

/** A queue of jobs whose tasks a trace brings, on a group that grows for them. */
const SCENARIO = `name: small
seed: 3
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 }, managedTerminationProtection: ENABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 4 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: job, containerDefinitions: [{ name: job, image: job, cpu: 1024, memory: 1024 }] }
services:
  - { serviceName: web, taskDefinition: job, desiredCount: 1 }
workloads:
  - { name: jobs, taskDefinition: job, arrivals: { type: trace, file: jobs.csv, columns: { arrival: arrival_ms, arrivalUnit: ms, duration: duration_ms, durationUnit: ms } } }
`;
const TRACE = ['arrival_ms,duration_ms', ...[0, 0, 0, 2_400_000].map((atMs) => `${atMs},900000`)].join('\n');

/** A copy of the run that something is done to. */
function spoilt(name: string, spoil: (path: string) => void): string {
  cpSync(join(folder, 'run'), join(folder, name), { recursive: true });
  spoil(join(folder, name));
  return name;
}

function edited(path: string, file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(join(path, file), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(join(path, file), after);
}

/** The question that the run suggested. */
let hint: string | undefined;

beforeAll(async () => {
  writeFileSync(join(folder, 'small.yaml'), SCENARIO);
  writeFileSync(join(folder, 'jobs.csv'), `${TRACE}\n`);
  const { status, stdout, stderr } = await drydock('run', 'small.yaml', '--out', 'run', '--events', '--checkpoint-every', '30m');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  hint = /^Why did task .*$/m.exec(stdout)?.[0];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('drydock explain', () => {
  it('answers from the run directory alone, several questions at once, and writes nothing', async () => {
    const before = readdirSync(join(folder, 'run')).sort();
    const { status, stdout, stderr } = await drydock('explain', 'run', '--task', '4', '--instance', '0', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [task, instance] = JSON.parse(stdout);
    expect(task).toMatchObject({ question: 'task', task: 4, name: 'jobs', requestedMs: 2_400_000 });
    expect(instance).toMatchObject({ question: 'instance', instance: 0, launch: { reason: 'scaleOut' } });
    expect(readdirSync(join(folder, 'run')).sort()).toEqual(before);
  });

  it('suggests the question about the task that waited longest', async () => {
    const [, task, command] = /^Why did task (\d+) wait .*\? drydock (explain run --task \d+)$/.exec(hint ?? '')!;
    const waits = readFileSync(join(folder, 'run/tasks.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const [taskColumn, waitColumn] = ['task', 'wait_ms'].map((column) => waits[0]!.indexOf(column)) as [number, number];
    const longest = Math.max(...waits.slice(1).map((row) => Number(row[waitColumn])));
    expect(Number(waits.find((row) => row[taskColumn] === task)![waitColumn])).toBe(longest);
    expect((await drydock(...command!.split(' '))).stdout).toContain(`Task ${task} of the `);
  });

  it('suggests a task that never started before any that did', async () => {
    const file = join(import.meta.dirname, '../../scenarios/placement/daemon-first.yaml');
    const { stdout } = await drydock('run', file, '--set', 'services.web.desiredCount=40', '--set', 'expect=', '--out', 'full');
    const [, task, command] = /^Why does task (\d+) still wait after \S.*\? drydock (explain full --task \d+)$/m.exec(stdout)!;
    const { stdout: answer } = await drydock(...command!.split(' '));
    expect(answer).toContain(`Task ${task} of the service web`);
    expect(answer).toContain('had no instance by the end of the run');
  });

  it('begins its replay with the latest checkpoint that is early enough and whole, and gives the same answer', async () => {
    const bare = spoilt('bare', () => {});
    for (const asked of [{ task: '4' }, { atMs: 91 * MINUTE }, { atMs: HOUR, whyNotScaleIn: '' }])
      expect(await answersOf('run', asked)).toEqual(await answersOf(bare, asked));
    const run = await readRecordedRun(join(folder, 'run'), { policy: null });
    const from = async (sinceMs: number) => (await earlierState(run, sinceMs))?.from.path.replace(/.*\//, '');
    expect([await from(91 * MINUTE), await from(90 * MINUTE), await from(30 * MINUTE)]).toEqual([
      '1h30m.checkpoint',
      '1h.checkpoint',
      undefined,
    ]);
    cpSync(join(folder, 'run.checkpoints'), join(folder, 'bare.checkpoints'), { recursive: true });
    writeFileSync(join(folder, 'bare.checkpoints/1h30m.checkpoint'), 'no checkpoint');
    const other = await readRecordedRun(join(folder, bare), { policy: null });
    expect((await earlierState(other, 91 * MINUTE))?.from.path).toBe(join(folder, 'bare.checkpoints/1h.checkpoint'));
  });

  it('reports the nearest id to one that the run lacks, and what to write instead', async () => {
    expect(await complaint('run', { task: '99' })).toEqual(['--task 99: the run has no such task; the nearest are 2, 3, 4']);
    expect(await complaint('run', { instance: '70' })).toEqual(['--instance 70: the run has no such instance; the nearest are 0, 1']);
    expect(await complaint('run', { service: 'wep' })).toEqual(['--service wep: the scenario has no such service; did you mean web?']);
    expect(await complaint('run', { task: 'web' })).toEqual([
      '--task web: write a number of the column task in run/tasks.csv; web is a service: --service web',
    ]);
    expect(await complaint('run', { whyNotScaleIn: 'worker' })).toEqual([
      '--why-not-scale-in worker: the scenario has no such capacity provider; did you mean workers?',
    ]);
  });

  it('reports all that is wrong with a question at once', async () => {
    expect(await complaint('run', { task: '99', service: 'x', atMs: 9 * HOUR })).toEqual([
      '--task 99: the run has no such task; the nearest are 2, 3, 4',
      '--service x: the scenario has no such service; choose from web',
      '--at 9h: the run ends at 2h',
    ]);
    expect(await complaint('run', {})).toEqual(['Say what to explain: --task, --instance, --service, --at or --why-not-scale-in.']);
  });
});

describe('a run directory that does not exist, or no longer', () => {
  it('is named where it is not there, is a file, or holds several runs', async () => {
    expect(await complaint('nowhere', { task: '1' })).toEqual(['nowhere: there is no such directory']);
    expect(await complaint('small.yaml', { task: '1' })).toEqual(['small.yaml: this is a file; name the directory of a run']);
    expect((await complaint('.', { task: '1' }))[0]).toMatch(/: several runs are in this directory; name one of them: .*run/);
  });

  it('is reported with each missing file', async () => {
    const lost = spoilt('lost', (path) => {
      rmSync(join(path, 'tasks.csv'));
      rmSync(join(path, 'costs.csv'));
    });
    expect(await complaint(lost, { task: '1' })).toEqual(
      ['tasks.csv', 'costs.csv'].map((file) => `lost/${file}: it is missing: this directory is not whole; run the scenario again`),
    );
    const empty = spoilt('empty', (path) => rmSync(join(path, 'scenario.yaml')));
    expect(await complaint(empty, { task: '1' })).toEqual([
      'empty/scenario.yaml: it is missing: this is not the directory of a run, or not all of it',
    ]);
  });

  it('is reported when another version wrote it', async () => {
    const old = spoilt('old', (path) =>
      edited(path, 'summary.json', `"engine_version": "${engineVersion()}"`, '"engine_version": "0.0.9"'),
    );
    expect(await complaint(old, { task: '1' })).toEqual([
      `old/summary.json: drydock 0.0.9 made this run and this is ${engineVersion()}; a run is replayed by its own build only`,
    ]);
  });

  it.each([
    [
      'scenario.yaml',
      'maxSize: 4',
      'maxSize: 5',
      /^other\/scenario\.yaml: it has changed since the run, or summary\.json has: its hash is \w{16}, and the run's is \w{16}$/,
    ],
    ['tasks.csv', /,STOPPED,/, ',RUNNING,', /^other\/tasks\.csv: it has changed since the run: the replay writes another$/],
    ['events.csv', /\n/, '\n\n', /^other\/events\.csv: it has changed since the run: the replay writes another$/],
    [
      'summary.json',
      /"digest": "\w+"/,
      '"digest": "0123456789abcdef"',
      /^other\/summary\.json: digest is 0123456789abcdef, and the replay of scenario\.yaml comes to \w{16}: /,
    ],
    ['summary.json', /"seed": 3/, '"seed": "3"', /^other\/summary\.json: seed is not as a run writes it: /],
    ['summary.json', /^{/, '', /^other\/summary\.json: it cannot be read: /],
  ] as const)('names the file that has changed: %s', async (file, from, to, message) => {
    rmSync(join(folder, 'other'), { recursive: true, force: true });
    const other = spoilt('other', (path) => edited(path, file, from, to));
    const lines = await complaint(other, { task: '1' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
  });

  it('is reported with the changed trace elsewhere', async () => {
    writeFileSync(join(folder, 'jobs.csv'), `${TRACE.replace('2400000', '2400001')}\n`);
    expect(await complaint('run', { task: '1' })).toEqual(['../jobs.csv: this trace has changed since the run in run']);
    writeFileSync(join(folder, 'jobs.csv'), `${TRACE}\n`);
  });
});

describe('a run that is more than its scenario', () => {
  it('was placed by a module, which is given again', async () => {
    writeFileSync(
      join(folder, 'mine.mjs'),
      "export default () => ({ name: 'roomiest', dependsOn: 'row', rank: (fleet, row) => -fleet.memoryMibFree[row] });\n",
    );
    await drydock('run', 'small.yaml', '--out', 'placed', '--policy', './mine.mjs');
    expect(await complaint('placed', { task: '1' })).toEqual([
      'placed/scenario.yaml: a scenario holds no code: add --policy with the module mine.mjs that placed its tasks',
    ]);
    expect(await answersOf('placed', { task: '1' }, { policy: 'mine.mjs' })).toMatchObject([{ placement: { policy: 'roomiest' } }]);
  });

  it('was forked, and goes on from its checkpoint', async () => {
    await drydock(
      'run',
      '--from',
      'run.checkpoints/30m.checkpoint',
      '--set',
      'cluster.capacityProviders.workers.autoScalingGroup.maxSize=1',
      '--out',
      'forked',
    );
    expect(await complaint('forked', { task: '4' })).toEqual([
      'forked/summary.json: until 1800000 ms this run belongs to the one that it was forked from: add --from with the checkpoint of that time',
    ]);
    expect((await complaint('forked', { task: '4' }, { from: 'run.checkpoints/1h.checkpoint' }))[0]).toMatch(
      /this is not the checkpoint from which forked went on/,
    );
    const [task] = await answersOf('forked', { task: '4' }, { from: 'run.checkpoints/30m.checkpoint' });
    expect(task).toMatchObject({ task: 4, requestedMs: 2_400_000 });
  });
});
