import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { RunDirectory } from '../../src/run/run-directory.js';
import { PROGRAM } from '../built.js';
import { drydock } from '../cli/in-process.js';

const root = mkdtempSync(join(tmpdir(), 'drydock-directory-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const SMALL = join(import.meta.dirname, '../fixtures/cli/small.yaml');
let cwd = '';
let count = 0;

beforeEach(() => {
  cwd = join(root, String(count++));
  mkdirSync(cwd);
});

const run = (seed = 1) => drydock(['run', SMALL, '--seed', String(seed), '--out', 'out'], { cwd });
const seedIn = (name: string) => JSON.parse(readFileSync(join(cwd, name, 'summary.json'), 'utf8')).seed;

describe('a directory of results', () => {
  it('belongs to one process at a time, also on another machine, and to the next when that one has ended', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    try {
      const started = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
      const lock = join(cwd, `.out.lock-${child.pid}-${started}-${hostname()}`);
      writeFileSync(lock, '');
      // What the other has written so far.
      mkdirSync(join(cwd, `.out.partial-${child.pid}`));
      expect(await run()).toEqual({
        stdout: '',
        stderr: `--out out: process ${child.pid} is at work with it: wait until it ends, or name another --out\n`,
        status: 1,
      });
      expect(readdirSync(cwd).sort()).toEqual([`.out.lock-${child.pid}-${started}-${hostname()}`, `.out.partial-${child.pid}`]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect((await run()).status).toBe(0);
      expect(readdirSync(cwd)).toEqual(['out']);
    } finally {
      child.kill('SIGKILL');
    }
    const elsewhere = join(cwd, '.out.lock-7-1-elsewhere');
    writeFileSync(elsewhere, '');
    const { stderr, status } = await run(2);
    expect([status, stderr]).toEqual([
      1,
      `--out out: process 7 on elsewhere is at work with it: wait until it ends, or name another --out; if that machine is gone, remove ${elsewhere}\n`,
    ]);
    expect(seedIn('out')).toBe(1);
  });

  it('is no place where another file system is mounted, because it could not be renamed', async () => {
    // The memory of Linux is a file system of its own.
    const { stderr, status } = await drydock(['run', SMALL, '--out', '/dev/shm'], { cwd });
    expect([status, stderr]).toEqual([
      2,
      '--out /dev/shm: another file system is mounted there, such as a volume; name a directory inside it\n',
    ]);
  });

  it('takes the place of a link to an empty directory of another file system', async () => {
    const there = mkdtempSync('/dev/shm/drydock-');
    try {
      symlinkSync(there, join(cwd, 'out'));
      expect((await run(3)).status).toBe(0);
      expect(seedIn('out')).toBe(3);
    } finally {
      rmSync(there, { recursive: true });
    }
  });

  it('is whole after a kill between the renames at its end: the next command gives it its name', async () => {
    expect((await run(1)).status).toBe(0);
    renameSync(join(cwd, 'out'), join(cwd, 'earlier'));
    expect((await run(2)).status).toBe(0);
    renameSync(join(cwd, 'out'), join(cwd, '.out.partial-999999'));
    renameSync(join(cwd, 'earlier'), join(cwd, '.out.old-999999'));
    new RunDirectory(join(cwd, 'out')).abandon();
    expect(seedIn('out')).toBe(2);
    expect(readdirSync(cwd).sort()).toEqual(['out']);
  });

  it.each([
    ['after the first rename', 1, 2],
    ['after the second', 2, 2],
  ])('is whole after a real kill %s', async (_, renames, seed) => {
    expect((await run(1)).status).toBe(0);
    const kill = `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { renameSync } = fs;
      let left = ${renames};
      fs.renameSync = (from, to) => {
        renameSync(from, to);
        if (/out$/.test(from) || /out$/.test(to)) if (--left === 0) process.kill(process.pid, 'SIGKILL');
      };
      syncBuiltinESMExports();`;
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(kill)}`, PROGRAM, 'run', SMALL, '--seed', '2', '--out', 'out'],
      { cwd, stdio: 'ignore' },
    );
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
    expect(existsSync(join(cwd, 'out'))).toBe(renames === 2);
    new RunDirectory(join(cwd, 'out')).abandon();
    expect(seedIn('out')).toBe(seed);
    expect(readdirSync(cwd)).toEqual(['out']);
    expect(readdirSync(join(cwd, 'out'))).toContain('report.html');
  });

  it('comes back where only the earlier one is whole, and its leftovers go', async () => {
    expect((await run(1)).status).toBe(0);
    renameSync(join(cwd, 'out'), join(cwd, '.out.old-999999'));
    mkdirSync(join(cwd, '.out.partial-999998'));
    expect((await run(3)).status).toBe(0);
    expect([seedIn('out'), readdirSync(cwd)]).toEqual([3, ['out']]);
    expect(existsSync(join(cwd, '.out.old-999999'))).toBe(false);
  });
});
