import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { drydock } from './in-process.js';

const root = mkdtempSync(join(tmpdir(), 'drydock-watch-'));
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Two instances of m5.large for two hours: 2 * 2 * 0.096 dollars. */
const scenario = (instances: number, more = '') => `name: watched
duration: 2h
cluster:
  containerInstances: [{ instanceType: m5.large, count: ${instances} }]
taskDefinitions: [{ file: tasks/web.json }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 2 }]
${more}`;
const definition = (cpu: number) =>
  JSON.stringify({ family: 'web', containerDefinitions: [{ name: 'web', image: 'web', cpu, memory: 256 }] });

function folderOf(name: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'tasks'), { recursive: true });
  writeFileSync(join(folder, 's.yaml'), scenario(2));
  writeFileSync(join(folder, 'tasks/web.json'), definition(256));
  return folder;
}

/** A watch in a process of its own; `until` returns what it printed since the last call, up to a text. */
function watching(folder: string, words: readonly string[] = []) {
  let [text, read] = ['', 0];
  const heard = new Set<() => void>();
  child = spawn(process.execPath, [PROGRAM, 'run', 's.yaml', '--watch', ...words], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      for (const one of heard) one();
    });
  const left = new Promise<number | null>((resolve) => child!.on('exit', resolve));
  return {
    left,
    stop: () => child!.kill('SIGINT'),
    until: (end: string) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const at = text.indexOf(end, read);
          if (at < 0) return;
          heard.delete(look);
          const printed = text.slice(read, at + end.length);
          read = at + end.length;
          resolve(printed);
        };
        heard.add(look);
        look();
      }),
  };
}

/** As vim and many others save: a new file in the place of the old one. */
function saveByRename(path: string, content: string) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

describe('drydock run --watch', () => {
  it('prints what each save changed, reports mistakes and goes on, and ends with Ctrl-C', async () => {
    const folder = folderOf('saves');
    const { until, stop, left } = watching(folder);
    const first = await until('Ctrl-C ends.\n');
    expect(first).toContain('$0.38');
    expect(first).toContain('Watching s.yaml, tasks/web.json. Ctrl-C ends.');

    saveByRename(join(folder, 's.yaml'), scenario(3));
    const second = await until('+50.0 %\n');
    expect(second).toMatch(/^\d\d:\d\d:\d\d\ncluster.containerInstances.0.count: 2 → 3\n/);
    expect(second).toMatch(/ {2}Cost .*\$\d+\.\d+ +→ +\$\d+\.\d+ +\+50\.0 %\n/);
    await until('Instances at peak');

    // A task definition twice as large: as many instances, twice the CPU reserved, and no line about the cost.
    saveByRename(join(folder, 'tasks/web.json'), definition(512));
    const third = await until('CPU reserved');
    expect(third).toMatch(/\ntaskDefinitions.web.containerDefinitions.web.cpu: 256 → 512\n/);
    expect(third).not.toMatch(/^ +Cost {2}/m);

    writeFileSync(join(folder, 's.yaml'), scenario(3, 'expct: []\n'));
    expect(await until('did you mean expect?')).toContain('s.yaml:7:1 expct');
    writeFileSync(join(folder, 's.yaml'), scenario(3, 'expect: [cost_usd < 0.5]\n'));
    expect(await until('FAILS: 0.576')).toContain('The same run: no figure differs.\n✗ cost_usd < 0.5 FAILS');
    writeFileSync(join(folder, 's.yaml'), scenario(2, 'expect: [cost_usd < 0.5]\n'));
    expect(await until('holds: 0.384')).toContain('−33.3 %');

    expect(existsSync(join(folder, 'reports'))).toBe(false);
    stop();
    expect(await left).toBe(130);
  });

  it('runs a variant of the scenario where one is requested', async () => {
    const folder = folderOf('variant');
    const variants = (count: number) => `variants: [{ name: more, changes: { cluster.containerInstances.0.count: ${count} } }]\n`;
    writeFileSync(join(folder, 's.yaml'), scenario(2, variants(4)));
    const { until, stop, left } = watching(folder, ['--variant', 'more']);
    const first = await until('Ctrl-C ends.\n');
    expect(first).toContain('more, a variant of watched');
    expect(first).toContain('$0.77');
    writeFileSync(join(folder, 's.yaml'), scenario(2, variants(6)));
    expect(await until('+50.0 %\n')).toContain('cluster.containerInstances.0.count: 4 → 6\n');
    stop();
    expect(await left).toBe(130);
  });

  it('writes the files of each run into --out, and begins even with a mistake', async () => {
    const folder = folderOf('files');
    rmSync(join(folder, 'tasks/web.json'));
    const { until, stop, left } = watching(folder, ['--out', 'result']);
    expect(await until('Ctrl-C ends.\n')).toContain('the file "tasks/web.json" cannot be read');
    expect(existsSync(join(folder, 'result'))).toBe(false);
    writeFileSync(join(folder, 'tasks/web.json'), definition(256));
    await until('Page: result/report.html\n');
    expect(existsSync(join(folder, 'result/summary.json'))).toBe(true);
    stop();
    expect(await left).toBe(130);
  });

  it('refuses what does not go with it, all at once', async () => {
    const folder = folderOf('refused');
    const { stderr, status } = await drydock(['run', 's.yaml', '--watch', '--json', '--checkpoint-at', '1h', '--events'], { cwd: folder });
    expect([stderr, status]).toEqual([
      '--watch prints what changed: leave --json out\n' +
        '--watch runs from the start to the end: leave --from and checkpoints out\n' +
        '--watch writes files only with --out: give it, or leave --charts, --events and --ecs-events out\n',
      2,
    ]);
  });
});
