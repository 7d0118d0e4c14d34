import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/run/failure.js';
import { type BoundArguments, boundText } from '../../src/studies/bound/command.js';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/bound', name);
const text = (options: Partial<BoundArguments>) => boundText({ timeLimit: '5s', set: [], resume: false, json: false, ...options }, 150);
const json = async (options: Partial<BoundArguments>) => JSON.parse(await text({ ...options, json: true }));
const trace = { format: 'csv', tasks: fixture('tasks.csv') };

async function refusal(options: Partial<BoundArguments>): Promise<readonly string[]> {
  try {
    await text(options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.lines;
  }
  throw new Error('was not refused');
}

describe('drydock bound of a scenario', () => {
  it('sets what the run took beside the least that the same tasks need', async () => {
    const { scenario, seed, policies } = await json({ scenario: fixture('spread.yaml') });
    expect({ scenario, seed }).toEqual({ scenario: 'spread-out', seed: 1 });
    expect(policies).toHaveLength(1);
    const [{ policy, instanceHours, peakInstances, costUsd, neverPlaced }] = policies;
    expect({ policy, neverPlaced }).toEqual({ policy: 'as written', neverPlaced: 0 });
    // Run: 3 instances for 4 h. Least: 6 tasks of a quarter each need 2 for 3 h, and with 3 more 9 need 3 for 1 h.
    expect(instanceHours).toEqual({ run: 12, bound: 9, gapPercent: expect.closeTo(33.333, 2) });
    expect(costUsd).toEqual({ run: expect.closeTo(2.4, 9), bound: expect.closeTo(1.8, 9), gapPercent: expect.closeTo(33.333, 2) });
    expect(peakInstances).toEqual({ run: 3, bound: 3, gapPercent: 0 });
  });

  it('runs it with each placement strategy that is named, and shows them as a table', async () => {
    const printed = await text({ scenario: fixture('spread.yaml'), policies: 'spread,binpack-memory+random' });
    expect(printed).toMatch(/^spread +12\.0 +9\.0 +33\.3 % +\$2\.40 +\$1\.80 +33\.3 % +3 +3$/m);
    expect(printed).toMatch(/^binpack-memory\+random +12\.0/m);
    expect(printed).not.toContain('as written');
    expect(printed).toContain('spread: the bound is given by volume 100.0 %; 2 different sets of living tasks');
  });

  it('runs it with algorithms and with modules, each against the bound of its own tasks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-bound-'));
    const module = join(folder, 'roomiest.mjs');
    writeFileSync(
      module,
      "export default () => ({ name: 'roomiest', dependsOn: 'row', rank: (fleet, row) => -fleet.memoryMibFree[row] });",
    );
    // Two of the three instances would do until the batch comes, and best-fit leaves the third empty, but minSize keeps it.
    const { policies } = await json({ scenario: fixture('spread.yaml'), policies: `best-fit,${module},spread` });
    expect(policies.map(({ policy }: { policy: string }) => policy)).toEqual(['best-fit', 'roomiest', 'spread']);
    for (const { instanceHours } of policies) expect(instanceHours).toMatchObject({ run: 12, bound: 9 });
    const late = join(folder, 'late.mjs');
    const body = "if (fleet.types[0].memoryMib === 8000) throw new Error('no'); return row;";
    writeFileSync(late, `export default () => ({ name: 'late', dependsOn: 'row', rank: (fleet, row) => { ${body} } });`);
    const fault = text({ scenario: fixture('spread.yaml'), policies: late });
    await expect(fault).rejects.toThrow(/late\.mjs: policy late, task .* it threw "no"/);
    await expect(fault).rejects.toMatchObject({ exitCode: 1 });
    rmSync(folder, { recursive: true });
  });

  it('refuses an offline algorithm, and a strategy and an algorithm in one chain', async () => {
    const lines = await refusal({ scenario: fixture('spread.yaml'), policies: 'first-fit-decreasing-cpu,best-fit+spread' });
    expect(lines[0]).toMatch(/^--policies first-fit-decreasing-cpu: it is offline/);
    expect(lines[1]).toMatch(/^--policies: there is no placement strategy 'best-fit'/);
  });

  it('stops at a task that fits on no instance of the scenario, naming what it lacks', async () => {
    expect(await refusal({ scenario: fixture('spread.yaml'), set: ['instanceTypes.box.memoryMib=900'] })).toEqual([
      expect.stringMatching(
        /spread\.yaml: a task of service web \(1024 CPU units, 1000 MiB\) fits on no instance type: needs 1000 MiB of memory, box has 900$/,
      ),
    ]);
  });

  it('reports all mistakes at once, with what was probably meant', async () => {
    const options = {
      timeLimit: 'soon',
      scenario: fixture('spread.yml'),
      policies: 'bin-pack-memory,random,random',
      types: 'm5.large',
      lifetimes: true,
    };
    expect(await refusal(options)).toEqual([
      '--time-limit soon: write a duration above zero, such as 30s or 2m',
      '--types, --lifetimes: for a trace; a scenario has its own',
      "--policies: 'random' is given twice",
      "--policies: there is no placement strategy or algorithm 'bin-pack-memory'; did you mean binpack-memory?",
      expect.stringContaining('spread.yml: there is no such file'),
    ]);
    expect(await refusal({ timeLimit: '0s' })).toEqual([
      '--time-limit 0s: write a duration above zero, such as 30s or 2m',
      'name a scenario, or a trace by --format and --tasks',
    ]);
    expect(await refusal({ ...trace, scenario: 'x.yaml' })).toEqual(['name a scenario, or a trace by --format and --tasks, not both']);
  });
});

describe('drydock bound of a trace', () => {
  it('packs all tasks at once, in instances and in money', async () => {
    const { tasks, sizes, atOnce } = await json({ ...trace, types: 'm5.large,c5.large' });
    expect({ tasks, sizes }).toEqual({ tasks: 4, sizes: 2 });
    // 5 vCPU need 3 instances of 2. By volume 2.5 c5.large would do for the least money, but of 1.5 vCPU no two share one.
    expect(atOnce.instances).toMatchObject({ lower: 3, upper: 3, names: ['volume'], isProven: true, gapPercent: 0 });
    expect(atOnce.cost).toMatchObject({ names: ['L2'], lower: 0.255, upper: 0.255, packing: [{ type: 'c5.large', instances: 3 }] }); // 3 x 0.085
  });

  it('sets the fewest instances of each policy beside the bound', async () => {
    // 2, 2, 3 and 1 of 4 vCPUs: 2 instances hold 8, as first-fit finds.
    const folder = mkdtempSync(join(tmpdir(), 'drydock-bound-'));
    writeFileSync(join(folder, 'tasks.csv'), 'cpu,memory_mib\n2,10\n2,10\n3,10\n1,10\n');
    writeFileSync(join(folder, 'nodes.csv'), 'name,cpu,memory_mib\nbox,4,100\n');
    const own = { format: 'csv', tasks: join(folder, 'tasks.csv'), nodes: join(folder, 'nodes.csv') };
    // Worst-fit puts the second 2 on the other instance, so neither has 3 left: it takes a third.
    const { policies } = await json({ ...own, policies: 'first-fit,worst-fit' });
    expect(policies).toEqual([
      { policy: 'first-fit', instances: 2, atLeast: 2, gapPercent: 0 },
      { policy: 'worst-fit', instances: 3, atLeast: 2, gapPercent: 50 },
    ]);
    expect(await text({ ...own, policies: 'first-fit,worst-fit' })).toMatch(/^worst-fit +3 +2 +50\.00 %$/m);
    expect(await refusal({ ...trace, types: 'm5.large,c5.large', policies: 'best-fitt' })).toEqual([
      expect.stringMatching(/^--policies: a policy chooses among instances and rents none.* of 2 kinds/),
      expect.stringContaining("there is no policy 'best-fitt'; did you mean best-fit?"),
    ]);
    rmSync(folder, { recursive: true });
  });

  it('follows lifetimes: instance-hours and the peak', async () => {
    const { atOnce, overTime } = await json({ ...trace, types: 'm5.large', lifetimes: true });
    expect(atOnce).toBeNull();
    // Until 0:30 2 tasks, until 1:00 all 4 on 3, until 1:30 c and d on 1, until 2:30 d alone: (2 + 3 + 1) / 2 + 1 h.
    expect(overTime.instances).toMatchObject({ total: 4, peak: { lower: 3, upper: 3, atMs: 1_800_000 } });
    expect(overTime.cost.total).toBeCloseTo(4 * 0.096, 12);
  });

  it('counts network interfaces of awsvpc tasks, without and with trunks', async () => {
    // m5.large: 2 awsvpc tasks without a trunk, 10 with one. Four tasks of 0.5 vCPU would fit one instance by CPU.
    const small = { ...trace, tasks: fixture('small-tasks.csv'), types: 'm5.large' };
    expect((await json(small)).atOnce.instances.lower).toBe(1);
    expect((await json({ ...small, awsvpc: true })).atOnce.instances.lower).toBe(2);
    expect((await json({ ...small, awsvpc: true, trunking: true })).atOnce.instances.lower).toBe(1);
  });

  it('takes nodes without prices as kinds, in instances alone', async () => {
    const { atOnce } = await json({ ...trace, nodes: fixture('nodes.csv') });
    expect(atOnce.instances).toMatchObject({ lower: 3, packing: [{ type: 'n1', instances: 3 }] });
    expect(atOnce.cost).toBeNull();
  });

  it('is a table with the bounds of each argument, and marks an optimal packing', async () => {
    const printed = await text({ ...trace, types: 'm5.large,c5.large' });
    expect(printed).toContain('4 tasks of 2 sizes on m5.large, c5.large');
    expect(printed).toMatch(/^Instances +3 +3 +none +volume +3 +3 +not needed$/m);
    expect(printed).toContain('the packing is optimal, because it reaches the bound');
    expect(printed).toContain('packed on 3 c5.large');
    expect(await text({ ...trace, types: 'm5.large', lifetimes: true })).toMatch(/^Instance-hours +4\.0 +3 +3 +30 min$/m);
  });

  it('refuses what is wrong, all at once', async () => {
    expect(await refusal({ ...trace, types: 'm5.larg' })).toEqual([
      expect.stringMatching(/^--types m5\.larg: there is no such instance type; did you mean m5\.large/),
    ]);
    expect(await refusal({ ...trace, types: 'm5.large', region: 'eu-west-11' })).toEqual([
      '--region eu-west-11: is not a region; did you mean eu-west-1?',
    ]);
    expect(await refusal({ ...trace, types: 't3.nano' })).toEqual([
      expect.stringMatching(/tasks\.csv: task a fits on no instance type: needs 1000 MiB of memory, t3\.nano has \d+$/),
      expect.stringMatching(/tasks\.csv: task d fits on no instance type: /),
    ]);
    expect(await refusal({ format: 'cvs', policies: 'random' })).toEqual([
      'give --types TYPE,TYPE or --nodes FILE: the instances that the tasks may run on',
      '--format cvs: there is no such choice; did you mean csv?',
      '--tasks: name the file of the trace',
    ]);
  });
});
