import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../src/run/lock.js';
import { killGroup } from '../cli/child.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-lock-'));
afterEach(() => {
  for (const left of readdirSync(folder)) rmSync(join(folder, left));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'it.journal.jsonl');
const leave = (pid: number, started: number | string, host = hostname()) =>
  writeFileSync(join(folder, `.it.journal.jsonl.lock-${pid}-${started}-${host}`), '');
const isLinux = process.platform === 'linux';
const startOf = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')[19];

/** False of a zombie, and of a process whose entry is gone: another parent may have adopted and reaped it. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('the lock of a journal', () => {
  it('is taken by one at a time, and gone when it is given back', () => {
    const unlock = takeLock(path);
    expect(() => takeLock(path)).toThrow(`${path}: this process is at work with it already`);
    unlock();
    takeLock(path)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of an ended process locks out no other, even where its number is in use again', () => {
    leave(spawnSync('true').pid, 5);
    if (isLinux) leave(process.ppid, Number(startOf(process.ppid)) - 1);
    takeLock(path)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(isLinux)(
    'of a process that lives locks others out, and of one that was killed does not, whether its parent waited or not',
    async () => {
      // The child of a shell that has become another program: its parent never reads its exit status.
      const parent = spawn('bash', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      onTestFinished(() => killGroup(parent));
      const [line] = await once(parent.stdout, 'data');
      const child = Number(String(line));
      leave(child, startOf(child));
      expect(() => takeLock(path)).toThrow(`${path}: process ${child} is at work with it: wait until it ends, or name another --out`);
      process.kill(child, 'SIGKILL');
      while (isRunning(child)) await new Promise((ok) => setTimeout(ok, 5));
      takeLock(path)();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('of another machine locks others out: whether it lives is unknown', () => {
    leave(1, 1, 'elsewhere');
    expect(() => takeLock(path)).toThrow(
      `process 1 on elsewhere is at work with it: wait until it ends, or name another --out; if that machine is gone, remove ${folder}/.it.journal.jsonl.lock-1-1-elsewhere`,
    );
    expect(readdirSync(folder)).toEqual(['.it.journal.jsonl.lock-1-1-elsewhere']);
  });
});
