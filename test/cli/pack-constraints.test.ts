import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';
import { pack } from './pack-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-pack-constraints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const rowsOf = (file: string) => parse(readFileSync(join(folder, file), 'utf8'), { columns: true }) as Record<string, string>[];
const TRACE = ['--format', 'csv', '--tie', 'name', '--seeds', '1'];
const columns = (file: string, ...names: string[]) => rowsOf(file).map((row) => names.map((name) => row[name]));

beforeAll(() => {
  // Nodes a and b are of the role web, c of db; each holds 4 vCPUs.
  write('nodes.csv', 'name,cpu,memory_mib,gpus,model,role\na,4,4096,0,,web\nb,4,4096,0,,web\nc,4,4096,1,T4,db\n');
  write(
    'apps.csv',
    `name,cpu,memory_mib,arrival_s,duration_s,app,role
w1,1,100,0,,shop,web
w2,1,100,0,10,shop,web
w3,1,100,0,,shop,web
w4,1,100,10,,shop,web
any,1,100,10,,,
d1,1,100,10,,shop,db
d2,1,100,10,,shop,db|cache
none,1,100,10,,,cache
huge,9,100,10,,,web
other,4,100,20,,blog,web
`,
  );
});

describe('pack --constraints', () => {
  it('places at most one task of an app on a node, and tasks on nodes of their role, and names what each refused task lacked', async () => {
    const constraints = ['--constraints', 'distinctInstance:app,memberOf:role'];
    const { stdout, stderr, status } = await pack(
      folder,
      ...[
        ...TRACE,
        ...constraints,
        '--tasks',
        'apps.csv',
        '--nodes',
        'nodes.csv',
        '--policies',
        'first-fit',
        '--per-task',
        '--into',
        'out',
      ],
    );
    expect([stderr, status]).toEqual(['', 0]);
    expect(columns('out/tasks.csv', 'task', 'group', 'member_of', 'node', 'refused')).toEqual([
      ['w1', 'shop', 'role=web', 'a', ''],
      ['w2', 'shop', 'role=web', 'b', ''],
      ['w3', 'shop', 'role=web', '', 'distinctInstance'],
      // w2 has left b.
      ['w4', 'shop', 'role=web', 'b', ''],
      // Without an app and a role it may go anywhere.
      ['any', '', '', 'a', ''],
      ['d1', 'shop', 'role=db', 'c', ''],
      ['d2', 'shop', 'role=db|cache', '', 'distinctInstance'],
      ['none', '', 'role=cache', '', 'memberOf'],
      ['huge', '', 'role=web', '', 'too large'],
      // Of a and b each has less than 4 vCPUs left; nothing of blog is there.
      ['other', 'blog', 'role=web', '', 'CPU'],
    ]);
    expect(
      columns('out/tasks.csv', 'nodes_large_enough', 'nodes_full_of_group', 'nodes_not_member').filter((_, i) => [2, 6, 7].includes(i)),
    ).toEqual([
      ['2', '2', '1'],
      ['1', '1', '2'],
      ['0', '0', '3'],
    ]);
    expect(stdout).toContain(
      '10 tasks on 3 nodes (12 vCPUs, 1 GPU); at most 1 task of one app a node; role of the node as the task asks; in the order',
    );
    // none, and huge.
    expect(stdout.replace(/\s+/g, ' ')).toContain('2 of 10 tasks fit on no node even when it is empty');
    expect(JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'))).toMatchObject({
      constraints: [
        { type: 'distinctInstance', column: 'app', most: 1 },
        { type: 'memberOf', column: 'role' },
      ],
      tasksThatFitNowhere: 2,
    });
  });

  it('counts up to N tasks of a group', async () => {
    write('five.csv', `cpu,memory_mib,app\n${'1,1,x\n'.repeat(5)}`);
    const machines = ['--machines', '2', '--machine-cpu', '4', '--machine-memory', '100'];
    const failed = async (constraint: string) => {
      const words = [...TRACE, '--tasks', 'five.csv', ...machines, '--policies', 'first-fit', '--json', '--constraints', constraint];
      return JSON.parse((await pack(folder, ...words)).stdout).policies[0].failedMean;
    };
    // 2 nodes take 2, 4 and all 5.
    expect([await failed('distinctInstance:app'), await failed('distinctInstance:app:2'), await failed('distinctInstance:app:3')]).toEqual([
      3, 1, 0,
    ]);
  });

  it.each(['fixed-order', 'random', 'name'])('holds under every policy with ties %s, with lifetimes and without', async (tie) => {
    const words = Array.from(
      { length: 200 },
      (_, i) =>
        `${1 + (i % 3)},${100 * (1 + (i % 4))},${i},${30 + ((7 * i) % 90)},app-${(i * i) % 11},${['web', 'db', '', 'web|db'][i % 4]}`,
    );
    write('many.csv', `cpu,memory_mib,arrival_s,duration_s,app,role\n${words.join('\n')}\n`);
    const policies = 'random,best-fit,worst-fit,next-fit,fgd,tetris';
    for (const leaves of ['--lifetimes', '--arrivals-only']) {
      const out = `many-${tie}${leaves}`;
      const given = [
        '--format',
        'csv',
        '--tasks',
        'many.csv',
        '--nodes',
        'nodes.csv',
        '--order',
        'trace',
        '--constraints',
        'distinctInstance:app:2,memberOf:role',
      ];
      const answer = await pack(
        folder,
        ...given,
        leaves,
        '--tie',
        tie,
        '--seeds',
        '1-2',
        '--policies',
        policies,
        '--per-task',
        '--into',
        out,
      );
      expect(answer).toMatchObject({ stderr: '', status: 0 });
      const role: Record<string, string> = { a: 'web', b: 'web', c: 'db' };
      const alive = new Map<string, { endMs: number; key: string }[]>();
      for (const row of rowsOf(`${out}/tasks.csv`)) {
        const replay = `${row.policy} ${row.seed}`;
        const nowMs = Number(row.arrival_ms);
        const there = (alive.get(replay) ?? []).filter(({ endMs }) => endMs > nowMs);
        const on = (node: string) => there.filter(({ key }) => key === `${node} ${row.group}`).length;
        const asked = row.member_of === '' ? ['web', 'db'] : row.member_of.replace('role=', '').split('|');
        if (row.node !== '') {
          expect(asked).toContain(role[row.node]);
          expect(on(row.node)).toBeLessThan(2);
          const endMs = leaves === '--lifetimes' ? nowMs + Number(row.duration_ms) : Number.POSITIVE_INFINITY;
          alive.set(replay, [...there, { endMs, key: `${row.node} ${row.group}` }]);
        } else if (row.refused === 'distinctInstance') {
          const nodes = ['a', 'b', 'c'].filter((node) => asked.includes(role[node]));
          expect(nodes.map(on)).toEqual(nodes.map(() => 2));
        }
      }
    }
  });

  it('has a least fleet: the largest group needs a node for each of its tasks that live at once', async () => {
    // By CPU two nodes would do for all, one for those that live at once.
    write('least.csv', 'cpu,memory_mib,arrival_s,duration_s,app\n1,1,0,10,x\n1,1,0,10,x\n1,1,5,10,x\n1,1,10,10,x\n1,1,30,10,y\n');
    const machines = ['--machines', '1', '--machine-cpu', '4', '--machine-memory', '100'];
    const least = async (...more: string[]) => {
      const words = [...TRACE, '--tasks', 'least.csv', ...machines, '--policies', 'best-fit', '--least-fleet', '--json', ...more];
      const { leastFleetNodesMean, leastFleetAtLeastMean } = JSON.parse((await pack(folder, ...words)).stdout).policies[0];
      return [leastFleetNodesMean, leastFleetAtLeastMean];
    };
    expect(await least('--constraints', 'distinctInstance:app')).toEqual([3, 3]);
    expect(await least('--constraints', 'distinctInstance:app:2')).toEqual([2, 2]);
    expect(await least('--constraints', 'distinctInstance:app', '--arrivals-only')).toEqual([4, 4]);
    expect(await least()).toEqual([1, 1]);
  });

  it('reports every mistake at once, and which column is missing where', async () => {
    const given = ['--constraints', 'distinctInstance:app:0,spread:zone,memberOf:,memberOf:role,memberOf:role'];
    const machines = ['--machines', '1', '--machine-cpu', '4', '--machine-memory', '100', '--policies', 'best-fit'];
    const wrong = await pack(folder, '--format', 'swf', '--tasks', 'apps.csv', ...machines, ...given);
    const shape = 'write distinctInstance:COLUMN, distinctInstance:COLUMN:N or memberOf:COLUMN, by commas';
    expect(wrong.stderr).toContain("--constraints: 'distinctInstance:app:0': a node takes from 1 to 1000000 tasks of a group\n");
    for (const word of ['spread:zone', 'memberOf:'])
      expect(wrong.stderr).toContain(`--constraints: '${word}' is no constraint: ${shape}\n`);
    expect(wrong.stderr).toContain("--constraints: the column 'role' is given twice\n");
    expect(wrong.stderr).toContain('--constraints: swf has no columns by name; make a CSV file of the log\n');
    expect(wrong.stderr).toContain(
      '--constraints: memberOf compares a column of the trace with one of the nodes, so it needs --nodes FILE\n',
    );
    expect(wrong.status).toBe(2);
    const missing = [...TRACE, '--tasks', 'apps.csv', '--nodes', 'nodes.csv', '--policies', 'best-fit', '--constraints'];
    const answer = await pack(folder, ...missing, 'distinctInstance:service,memberOf:rack');
    expect(answer.stderr).toContain("nodes.csv: there is no column 'rack', which memberOf compares with that of the trace\n");
    expect(answer.stderr).toContain("apps.csv: there is no column 'service'; there are 'name', 'cpu'");
    const unused = await pack(folder, ...missing, 'distinctInstance:app');
    expect(unused.stderr).toContain("nodes.csv: a nodes file has no column 'role'");
  });

  it('is an option of a sweep of a packing', async () => {
    write(
      'sweep.yaml',
      `name: limits
pack: { format: csv, tasks: five.csv, machines: 2, machineCpu: 4, machineMemory: 100, policy: first-fit }
axes:
  constraints: ['distinctInstance:app', 'distinctInstance:app:2']
replications: 1
metrics: [failed]
`,
    );
    expect(await drydock(['sweep', 'sweep.yaml', '--out', 'swept'], { cwd: folder })).toMatchObject({ stderr: '', status: 0 });
    expect(columns('swept/runs.csv', 'constraints', 'failed')).toEqual([
      ['distinctInstance:app', '3'],
      ['distinctInstance:app:2', '1'],
    ]);
  });
});

describe('pack --per-task', () => {
  it('names the GPU model as the reason where a node of another model has room', async () => {
    write('model.csv', 'name,cpu,memory_mib,gpus,gpu_model\nt4,1,1,1,T4\na10,1,1,1,A10G\nbig,1,1,2,A10G\n');
    write('gpus.csv', 'name,cpu,memory_mib,gpus,model\nc,4,4096,1,T4\n');
    await pack(
      folder,
      ...TRACE,
      '--tasks',
      'model.csv',
      '--nodes',
      'gpus.csv',
      '--policies',
      'first-fit',
      '--per-task',
      '--into',
      'models',
    );
    expect(columns('models/tasks.csv', 'task', 'node', 'refused')).toEqual([
      ['t4', 'c', ''],
      ['a10', '', 'GPU model'],
      ['big', '', 'too large'],
    ]);
  });
});

describe('bound --constraints', () => {
  const bound = async (...words: string[]) => drydock(['bound', '--format', 'csv', ...words, '--json'], { cwd: folder });

  it('bounds and packs with at most N tasks of a group on an instance', async () => {
    // 5 tasks of 1 vCPU fit on two nodes of 4; apart they need 5, in pairs 3.
    write('node.csv', 'name,cpu,memory_mib\nbox,4,100\n');
    const instances = async (...more: string[]) => {
      const { atOnce, policies } = JSON.parse(
        (await bound('--tasks', 'five.csv', '--nodes', 'node.csv', '--policies', 'best-fit', ...more)).stdout,
      );
      return [atOnce.instances.lower, atOnce.instances.upper, policies[0].instances];
    };
    expect(await instances()).toEqual([2, 2, 2]);
    expect(await instances('--constraints', 'distinctInstance:app:2')).toEqual([3, 3, 3]);
    expect(await instances('--constraints', 'distinctInstance:app')).toEqual([5, 5, 5]);
  });

  it('keeps tasks to the nodes of their role, and names one that none has', async () => {
    write('roles.csv', 'cpu,memory_mib,role\n1,1,web\n1,1,db\n1,1,\n');
    const { stdout } = await bound('--tasks', 'roles.csv', '--nodes', 'nodes.csv', '--constraints', 'memberOf:role');
    expect(JSON.parse(stdout).atOnce.instances).toMatchObject({ lower: 2, upper: 2 });
    write('cache.csv', 'name,cpu,memory_mib,role\nodd,1,1,cache\n');
    const answer = await bound('--tasks', 'cache.csv', '--nodes', 'nodes.csv', '--constraints', 'memberOf:role');
    expect(answer.stderr).toContain('cache.csv: task odd may run on no instance type that is offered\n');
  });

  it('refuses more groups than a bound can hold, with what takes them', async () => {
    write('groups.csv', `cpu,memory_mib,app\n${Array.from({ length: 102 }, (_, i) => `1,1,app-${i >> 1}\n`).join('')}`);
    const answer = await bound('--tasks', 'groups.csv', '--nodes', 'node.csv', '--constraints', 'distinctInstance:app');
    expect(answer.stderr).toContain(
      'groups.csv: distinctInstance: 51 groups have more than 1 task, and a bound takes at most 50 of them; drydock pack --least-fleet takes any number\n',
    );
    expect(answer.status).toBe(2);
  });

  it('gives the missing vCPUs and GPUs of a task', async () => {
    write('wide.csv', 'name,cpu,memory_mib,gpus,gpu_milli\nwide,9,1,0,\nhalf,4.5,1,1,500\n');
    const answer = await bound('--tasks', 'wide.csv', '--nodes', 'node.csv');
    expect(answer.stderr).toContain('wide.csv: task wide fits on no instance type: needs 9 vCPUs, box has 4\n');
    expect(answer.stderr).toContain(
      'wide.csv: task half fits on no instance type: needs 4.5 vCPUs, box has 4; needs 0.5 GPUs, box has 0\n',
    );
  });
});
