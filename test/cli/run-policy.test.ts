import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startDrydock } from './child.js';
import { filesIn, fixtures, run, STACK, summaryIn } from './small-run.js';

describe('--policy', () => {
  const out = mkdtempSync(join(tmpdir(), 'drydock-policy-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  /** Of the user's own; `rank` is the body of its function. */
  function moduleOf(file: string, rank: string, more = ''): string {
    const path = join(out, file);
    const name = file.replace(/\.ts$/, '');
    writeFileSync(
      path,
      `import type { AlgorithmFactory } from 'ecs-drydock';
       const make: AlgorithmFactory = () => ({ name: '${name}', dependsOn: 'row', rank(fleet, row, request) { ${rank} }, ${more} });
       export default make;`,
    );
    return path;
  }
  const roomiest = () => moduleOf('roomiest.ts', 'return -fleet.memoryMibFree[row];');

  it('places a run by an algorithm of the library, which is part of its identity', async () => {
    const [plain, best, set] = ['plain', 'best', 'set'].map((name) => join(out, name));
    await run('run', 'small.yaml', '--out', plain);
    expect(await run('run', 'small.yaml', '--policy', 'best-fit', '--out', best)).toMatchObject({ stderr: '', status: 0 });
    await run('run', 'small.yaml', '--set', 'placement.policy=best-fit', '--out', set);
    const [a, b] = [plain, best].map(summaryIn);
    expect([a.policy, b.policy, b.policy_module]).toEqual([undefined, 'best-fit', undefined]);
    expect(b.digest).not.toBe(a.digest);
    expect(b.scenario_hash).not.toBe(a.scenario_hash);
    expect(summaryIn(set)).toEqual(b);
    expect(readFileSync(join(best, 'scenario.yaml'), 'utf8')).toMatch(/^placement:\n(?: {2}.*\n)* {2}policy: best-fit\n/m);
    const again = join(out, 'best-again');
    await run('run', join(best, 'scenario.yaml'), '--out', again);
    expect(summaryIn(again).digest).toBe(b.digest);
  });

  it('takes a TypeScript module: the same bytes twice, and its content in the identity', async () => {
    const path = roomiest();
    const [first, second] = ['module', 'module-again'].map((name) => join(out, name));
    for (const directory of [first, second])
      expect(await run('run', 'small.yaml', '--policy', path, '--out', directory)).toMatchObject({ stderr: '', status: 0 });
    expect(filesIn(second)).toEqual(filesIn(first));
    const before = summaryIn(first);
    expect(before).toMatchObject({
      policy: 'roomiest',
      policy_module: { file: 'roomiest.ts', sha256: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(readFileSync(join(first, 'scenario.yaml'), 'utf8')).toContain(
      `# A scenario runs no code: to run it again, add --policy ${path}\n`,
    );

    await run('run', join(first, 'scenario.yaml'), '--policy', path, '--out', join(out, 'resolved'));
    expect(summaryIn(join(out, 'resolved')).digest).toBe(before.digest);

    // The same decisions from another text are the same facts of another run.
    moduleOf('roomiest.ts', 'return 0 - fleet.memoryMibFree[row];');
    await run('run', 'small.yaml', '--policy', path, '--out', second);
    const after = summaryIn(second);
    expect(after.digest).toBe(before.digest);
    expect(after.scenario_hash).not.toBe(before.scenario_hash);
    expect(after.policy_module.sha256).not.toBe(before.policy_module.sha256);
  });

  it('replaces a policy that scenarios name, in all of a comparison', async () => {
    const directory = join(out, 'compared');
    const named = ['--set', 'placement.policy=best-fit'];
    const { stderr, status } = await run('compare', 'small.yaml', 'warned.yaml', ...named, '--policy', roomiest(), '--out', directory);
    expect({ stderr: stderr.replace(/^warning: .*\n/gm, ''), status }).toEqual({ stderr: '', status: 0 });
    const { scenarios } = JSON.parse(readFileSync(join(directory, 'comparison.json'), 'utf8'));
    expect(scenarios.map(({ policy }: { policy: string }) => policy)).toEqual(['roomiest', 'roomiest']);
    expect(readFileSync(join(directory, 'small/scenario.yaml'), 'utf8')).not.toContain('best-fit');
  });

  it('stops with its name and the task when a module throws at the 50th task, exit code 1, and nothing is written', async () => {
    const path = join(out, 'tired.ts');
    writeFileSync(
      path,
      `export default () => {
         let placed = 0;
         return {
           name: 'tired', dependsOn: 'row', rank: () => 0,
           placed() { if (++placed === 50) throw new Error('that was the last one'); },
           save: () => placed, load(state: number) { placed = state; },
         };
       };`,
    );
    const directory = join(out, 'never');
    const sixty = ['--set', 'services.api.desiredCountSchedule={entries: [{ at: 0h, desiredCount: 60 }]}'];
    const answer = await run('run', 'small.yaml', ...sixty, '--policy', path, '--out', directory);
    const stderr = expect.stringMatching(/^\S+tired\.ts: policy tired, task \d+ of api: it threw "that was the last one"\n$/);
    expect(answer).toMatchObject({ stdout: '', stderr, status: 1 });
    expect(readdirSync(out).filter((name) => name.includes('never'))).toEqual([]);
  });

  it.each<[string, () => string[], string]>([
    ['a name that is none', () => ['--policy', 'bestfit'], "--policy: there is no policy 'bestfit'; did you mean best-fit?"],
    ['an offline one', () => ['--policy', 'first-fit-decreasing-cpu'], '--policy first-fit-decreasing-cpu: it is offline'],
    ['a module that is not there', () => ['--policy', './nowhere.ts'], './nowhere.ts: there is no such file'],
    [
      'a module with a syntax error',
      () => {
        writeFileSync(join(out, 'broken.ts'), 'export default () => ({ name: ');
        return ['--policy', join(out, 'broken.ts')];
      },
      'broken.ts:1:30: it cannot be loaded: ',
    ],
    ['a module that keeps the contract not', () => ['--policy', moduleOf('nan.ts', 'return Number.NaN;')], 'nan.ts: rank() returns NaN'],
    [
      'a module of a name that is taken',
      () => ['--policy', moduleOf('best-fit.ts', 'return 0;')],
      "its name is best-fit, which is another policy's",
    ],
    ['an offline module', () => ['--policy', moduleOf('sorted.ts', 'return 0;', 'size: () => 1,')], 'sorted.ts: it is offline'],
    ['a module in the scenario', () => ['--set', 'placement.policy=./mine.ts'], 'a scenario runs no code'],
  ])('does not take %s', async (_, options, message) => {
    const { stdout, stderr, status } = await run('run', 'small.yaml', ...options(), '--out', join(out, 'refused'));
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(STACK);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(readdirSync(out)).not.toContain('refused');
  });

  it('is broken off by Ctrl-C where a module never comes back, and leaves nothing behind', async () => {
    // Only on an instance of the scenario, so that the module passes the check.
    const reached = join(out, 'reached');
    const isLost = 'fleet.types[fleet.type[row]].usdPerHour === 0.096';
    const path = moduleOf(
      'lost.ts',
      `if (${isLost}) writeFileSync('${reached}', ''); while (${isLost} && Date.now() < ${Date.now() + 600_000}); return 0;`,
    );
    writeFileSync(path, `import { writeFileSync } from 'node:fs';\n${readFileSync(path, 'utf8')}`);
    const words = ['run', 'small.yaml', '--policy', path, '--out', join(out, 'broken-off')];
    const child = startDrydock(words, { cwd: fixtures, stdio: ['ignore', 'ignore', 'pipe'] });
    const errorText = text(child.stderr!);
    while (!existsSync(reached)) await new Promise((ok) => setTimeout(ok, 20));
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(await errorText).toMatch(/^small: stopped at .+ of simulated time\n$/);
    expect(status).toBe(130);
    expect(readdirSync(out).filter((name) => name.includes('broken-off'))).toEqual([]);
  });

  it('reports its mistakes together with those of the scenario', async () => {
    const { stderr, status } = await run('run', 'small.yaml', '--policy', 'bestfit', '--set', 'duration=soon');
    expect(stderr).toMatch(/^--policy: there is no policy 'bestfit'.*\n.*"soon" is not a duration/);
    expect(status).toBe(2);
  });
});
