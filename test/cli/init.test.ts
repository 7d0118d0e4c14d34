import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { drydock } from './in-process.js';

const root = mkdtempSync(join(tmpdir(), 'drydock-init-'));
let folder = root;
let n = 0;
const run = (...words: string[]) => drydock(words, { cwd: folder });
const text = (file: string) => readFileSync(join(folder, file), 'utf8');
const put = (file: string, content: unknown) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));

beforeEach(() => {
  folder = join(root, String(n++));
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true }));

const TWO = ['--service', 'web=512,1024,6-18', '--service', 'api=.5vCPU,1GB,4'];
const ON_XLARGE = ['--instance-type', 'm5.xlarge', '--duration', '2d'];
const NEXT =
  'Next: drydock run scenario.yaml\n' +
  'Then: drydock compare scenario.yaml, which sets its variants beside it\n' +
  'Then: drydock advise scenario.yaml, which tries more and combines what saves\n';

describe('drydock init with options', () => {
  it('writes a scenario that is valid without a warning and runs', async () => {
    const { stdout, stderr, status } = await run('init', ...TWO, ...ON_XLARGE);
    // An m5.xlarge without a trunk has 3 interfaces for tasks: 22 tasks by day need 8 instances, 10 tasks at night 4.
    expect([stdout, stderr, status]).toEqual([
      `scenario.yaml: 2 services, at most 22 tasks, on about 8 instances of m5.xlarge, for 2d\n\n${NEXT}`,
      '',
      0,
    ]);
    const checked = await run('validate', 'scenario.yaml', '--json');
    const [{ errors, warnings, summary }] = JSON.parse(checked.stdout).files;
    expect([errors, warnings, summary.durationMs]).toEqual([[], [], 172_800_000]);
    expect(summary.capacity[0]).toMatchObject({ minSize: 1, maxSize: 32, initialSize: 4, targetPercent: 100 });
    expect(
      summary.work.map((row: { tasks: unknown; cpuUnits: number; memoryMib: number }) => [row.tasks, row.cpuUnits, row.memoryMib]),
    ).toEqual([
      [{ min: 6, max: 18 }, 512, 1024],
      [{ min: 4, max: 4 }, 512, 1024],
    ]);
    const ran = await run('run', 'scenario.yaml', '--set', 'duration=10h', '--json');
    expect([ran.stderr, ran.status, JSON.parse(ran.stdout).peak_instances]).toEqual(['', 0, 8]);
  });

  it('explains every section, and each further one that it holds ready is valid', async () => {
    await run('init', ...TWO, ...ON_XLARGE);
    const sections = text('scenario.yaml').matchAll(/^(.*)\n(\w+):/gm);
    expect([...sections].map(([, above, key]) => [key, above!.startsWith('# ')])).toEqual(
      ['name', 'duration', 'seed', 'region', 'cluster', 'taskDefinitions', 'services', 'variants'].map((key) => [key, true]),
    );
    const [used, ready] = text('scenario.yaml').split('# What follows is not in use') as [string, string];
    put('full.yaml', used + ready.slice(ready.indexOf('\n')).replace(/^# (?=workloads|expect| )/gm, ''));
    const ran = await run('run', 'full.yaml', '--json', '--set', 'duration=3h');
    const summary = JSON.parse(ran.stdout);
    expect([ran.stderr, summary.expectations.length]).toEqual(['', 2]);
    expect(summary.task_owners.find(({ name }: { name: string }) => name === 'nightly')).toMatchObject({ tasks_requested: 4 });
  });

  it('has the variants that planners try first, and each runs all its tasks', async () => {
    await run('init', '--service', 'web=512,1024,6', '--instance-type', 'm5.xlarge', '--duration', '1h', '--target-capacity', '80');
    const { stdout, stderr, status } = await run('compare', 'scenario.yaml', '--json');
    expect([stderr, status]).toEqual(['', 0]);
    const { scenarios } = JSON.parse(stdout) as { scenarios: { name: string; failed: string[] }[] };
    expect(scenarios.map(({ name, failed }) => [name, failed])).toEqual(
      ['scenario', 'trunking', 'packed', 'target-100', 'spot', 'graviton'].map((name) => [name, []]),
    );
  });

  it('suggests Graviton and trunks only where there are some', async () => {
    const variantsOf = async (...words: string[]) => {
      await run('init', '--yes', '--force', ...words);
      return [...text('scenario.yaml').matchAll(/^ {2}- name: (.*)$/gm)].map(([, name]) => name);
    };
    expect(await variantsOf('--instance-type', 'm7g.xlarge', '--network-mode', 'bridge')).toEqual(['packed', 'target-80', 'spot']);
    expect(await variantsOf('--instance-type', 't3.large')).toEqual(['packed', 'target-80', 'spot']);
  });

  it('lists the defaults that --yes chooses', async () => {
    const { stdout, status } = await run('init', '--yes', '--instance-type', 'm7g.large');
    expect([stdout, status]).toEqual([
      `scenario.yaml: 1 service, at most 2 tasks, on about 1 instance of m7g.large, for 7d

Assumed; the option in brackets changes it:
  one service web: 2 tasks of 256 CPU units and 512 MiB (--service)
  7d are simulated (--duration)

${NEXT}`,
      0,
    ]);
    expect((await run('validate', 'scenario.yaml')).status).toBe(0);
  });

  it('prompts for nothing in a pipe: it names what is missing, and writes nothing', async () => {
    const all = await run('init');
    expect([all.stderr, all.status]).toEqual([
      'drydock init asks on a terminal, and this is none: give --service NAME=CPU,MEMORY,TASKS and --instance-type and --duration, or --yes to take the defaults\n',
      2,
    ]);
    const one = await run('init', ...TWO, '--duration', '1d');
    expect(one.stderr).toBe('drydock init asks on a terminal, and this is none: give --instance-type, or --yes to take the defaults\n');
    expect(existsSync(join(folder, 'scenario.yaml'))).toBe(false);
  });

  it('reports all mistakes at once', async () => {
    const { stdout, stderr, status } = await run(
      ...['init', '--service', 'web', '--service', 'a b=x,0,5-2', '--service', 'api=256,512,1', '--service', 'api=256,512,1'],
      ...['--instance-type', 'm5.xlareg', '--duration', '5', '--target-capacity', '120', '--region', 'mars-1'],
    );
    expect(stderr.split('\n')).toEqual([
      '--region mars-1: is no region with prices: choose from us-east-1, us-west-2, eu-west-1, ap-northeast-1',
      '--instance-type m5.xlareg: is no instance type; did you mean m5.xlarge or c5.xlarge or g5.xlarge?',
      '--duration 5: is no time such as 24h or 7d',
      '--target-capacity 120: is no percentage from 1 to 100',
      '--service web: write it as NAME=CPU,MEMORY,TASKS, such as web=512,1024,6 or web=.5vCPU,1GB,6-18',
      '--service a b=x,0,5-2: a b is no name: letters, digits, - and _ are right; CPU is "x"; write whole CPU units such as "256", or vCPUs such as ".25 vCPU"; memory is 0; write whole MiB such as "512", or GB such as "0.5 GB"; 5-2 is no number of tasks: write one from 1 to 10000, or two such as 4-12',
      '--service api=256,512,1: there is a service api already',
      '',
    ]);
    expect([stdout, status, existsSync(join(folder, 'scenario.yaml'))]).toEqual(['', 2, false]);
  });

  it('refuses a task that no instance takes, by what it lacks', async () => {
    const { stderr, status } = await run('init', '--service', 'big=8192,1024,1', ...ON_XLARGE);
    expect([stderr, status]).toEqual([
      'service big: a task reserves 8,192 CPU units and 1,024 MiB, and does not fit on an m5.xlarge (cpu), which has 4,096 CPU units and 15,500 MiB for tasks: give another --instance-type\n',
      2,
    ]);
  });

  it('never writes over a file without saying so', async () => {
    put('mine.yaml', 'name: mine\n');
    const words = ['init', '--yes', '--out', 'mine.yaml'];
    const refused = await run(...words);
    expect([refused.stderr, refused.status]).toEqual(['--out mine.yaml: is there already: name another file, or give --force\n', 2]);
    expect(text('mine.yaml')).toBe('name: mine\n');
    const forced = await run(...words, '--force');
    expect([forced.status, forced.stdout.includes('mine.yaml was there: it is written anew.\n')]).toEqual([0, true]);
    const nowhere = await run('init', '--yes', '--out', 'none/mine.yaml');
    expect([nowhere.stderr, nowhere.status]).toEqual(['--out none/mine.yaml: there is no directory none\n', 2]);
    const twice = await run('init', '--target-capacity', '0', '--out', 'mine.yaml');
    expect([twice.stderr, twice.status]).toEqual([
      '--out mine.yaml: is there already: name another file, or give --force\n--target-capacity 0: is no percentage from 1 to 100\n',
      2,
    ]);
  });
});

const definition = (family: string) => ({
  family,
  networkMode: 'bridge',
  containerDefinitions: [{ name: family, image: 'nginx', cpu: 1024, memory: 1024, essential: true }],
});

const TEMPLATE = `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], Cpu: 256, Memory: 512, ContainerDefinitions: [{ Name: app, Image: nginx }] }
  Web: { Type: 'AWS::ECS::Service', Properties: { ServiceName: web, TaskDefinition: !Ref Task, DesiredCount: 3, LaunchType: FARGATE } }
`;

describe('drydock init with files', () => {
  it('finds the task definitions in the directory, and uses no other file', async () => {
    put('web.json', definition('web'));
    put('api.json', { taskDefinition: definition('api') });
    put('package.json', { name: 'shop', version: '1.0.0' });
    put('other.yaml', 'name: other\nduration: 1h\ncluster: {}\ntaskDefinitions: [{}]\n');
    const asked = await run('init', ...ON_XLARGE);
    expect(asked.stderr).toBe(
      'drydock init asks on a terminal, and this is none: give --service api=TASKS, --service web=TASKS, or --yes to take the defaults\n',
    );
    const { stdout, stderr, status } = await run('init', '.', '--service', 'web=8', '--yes', ...ON_XLARGE);
    expect([stderr, status]).toEqual(['', 0]);
    // 8 tasks of 1,024 CPU units and 2 of them: four fit on an m5.xlarge.
    expect(stdout).toContain('scenario.yaml: 2 services, at most 10 tasks, on about 3 instances of m5.xlarge, for 2d\n');
    expect(stdout).toContain('\n  service api has 2 tasks (--service api=TASKS)\n');
    expect(text('scenario.yaml')).toContain('taskDefinitions:\n  - { file: web.json }\n  - { file: api.json }\n');
    expect((await run('validate', 'scenario.yaml')).status).toBe(0);
  });

  it('imports a template as drydock import does, and explains its sections', async () => {
    put('template.yaml', TEMPLATE);
    const { stdout, stderr, status } = await run('init');
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^scenario.yaml: imported from template.yaml\n\nUnderstood \(2\)\n/);
    expect(
      stdout.endsWith('\nNext: drydock run scenario.yaml\nThen: drydock advise scenario.yaml, which tries more and combines what saves\n'),
    ).toBe(true);
    const imported = await run('import', 'template.yaml');
    const withoutComments = (yaml: string) => yaml.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    expect(withoutComments(text('scenario.yaml'))).toEqual(withoutComments(imported.stdout));
    expect(text('scenario.yaml')).toContain('\n# Services: ECS keeps a number of tasks of each running.');
    expect(text('scenario.yaml')).toContain('\n\n# How much time is simulated.\n# assumed: how long is simulated\nduration: 24h\n');
    expect((await run('run', 'scenario.yaml', '--set', 'duration=10m')).status).toBe(0);
  });

  it('refuses options for values that the files have', async () => {
    put('template.yaml', TEMPLATE);
    const { stderr, status } = await run('init', 'template.yaml', '--service', 'web=256,512,2', '--instance-type', 'm5.large');
    expect([stderr, status]).toEqual([
      '--service: the scenario comes from template.yaml: leave the option out, and change the scenario\n' +
        '--instance-type: the scenario comes from template.yaml: leave the option out, and change the scenario\n',
      2,
    ]);
  });
});

/** Types the answers at the prompts, in a terminal of its own. */
function typed(answers: readonly string[], words: readonly string[]) {
  const script = `
import os, pty, sys
answers = sys.argv[1].split('|')
pid, fd = pty.fork()
if pid == 0:
    os.chdir(sys.argv[2])
    os.execvp(sys.argv[3], sys.argv[3:])
seen = ''
while True:
    try: data = os.read(fd, 65536)
    except OSError: break
    if not data: break
    seen += data.decode()
    if answers and seen.rstrip(' ').endswith((']:', '):', '[y/N]')):
        answer = answers.pop(0)
        os.write(fd, b'\\x04' if answer == 'EOF' else (answer + '\\n').encode())
        seen += '>' # never twice for one question
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(seen)
`;
  const { stdout } = spawnSync('python3', ['-c', script, answers.join('|'), folder, process.execPath, PROGRAM, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', TERM: 'dumb' },
    timeout: 240_000,
  });
  const [status, ...shown] = stdout.split('\n');
  return { status: Number(status), shown: shown.join('\n').replaceAll('\r', '') };
}

describe('drydock init on a terminal', () => {
  it('repeats each question until its answer is valid', async () => {
    const answers = ['shop', 'one', '512', '1GB', '3', 'shop', 'jobs', '', '', '4-8', '', 'm5.xlarge', '1d'];
    const { status, shown } = typed(answers, ['init']);
    expect(shown).toContain('one is "one"; write whole CPU units such as "256", or vCPUs such as ".25 vCPU".');
    expect(shown).toContain('shop is the name of another service already.');
    expect(shown).toContain('scenario.yaml: 2 services, at most 11 tasks, on about 4 instances of m5.xlarge, for 1d');
    expect(status).toBe(0);
    const checked = JSON.parse((await run('validate', 'scenario.yaml', '--json')).stdout).files[0];
    expect(
      checked.summary.work.map((row: { name: string; cpuUnits: number; memoryMib: number }) => [row.name, row.cpuUnits, row.memoryMib]),
    ).toEqual([
      ['shop', 512, 1024],
      ['jobs', 256, 512],
    ]);
  });

  it('writes nothing when it is left, and over a file only after a yes', () => {
    expect(typed(['shop', 'EOF'], ['init']).status).toBe(130);
    expect(existsSync(join(folder, 'scenario.yaml'))).toBe(false);
    put('scenario.yaml', 'name: mine\n');
    const { status, shown } = typed(['n'], ['init']);
    expect([status, text('scenario.yaml')]).toEqual([2, 'name: mine\n']);
    expect(shown).toContain('scenario.yaml is there already. Write over it? [y/N]');
  });
});

describe('drydock init --policy', () => {
  it.each(['mine.ts', 'mine.mjs'])('writes %s, which keeps the contract and places the tasks of a run', async (file) => {
    const { stdout, stderr, status } = await run('init', '--policy', file);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toContain(`drydock run SCENARIO --policy ./${file}\n`);
    expect(text(file).includes('import type')).toBe(file.endsWith('.ts'));
    await run('init', ...TWO, ...ON_XLARGE);
    const ran = await run('run', 'scenario.yaml', '--policy', `./${file}`, '--json', '--out', 'out');
    expect(ran).toMatchObject({ stderr: '', status: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ policy: 'mine', policy_module: { file } });
    expect(await run('init', '--policy', file)).toMatchObject({
      status: 2,
      stderr: `--policy ${file}: is there already: name another file, or give --force\n`,
    });
  });

  it('refuses a file that is no module', async () =>
    expect(await run('init', '--policy', 'mine.txt')).toMatchObject({
      status: 2,
      stderr: '--policy mine.txt: name a module that ends in .ts, .mjs or .js\n',
    }));
});
