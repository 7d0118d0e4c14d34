import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EXIT_FAILED, UserError } from './failure.js';

interface Owner {
  readonly pid: number;
  /** Its start time in units of its system; 0 if unknown. Another process with its number has another start time. */
  readonly started: number;
  readonly host: string;
}

/**
 * Makes this process the only one that uses a file or directory, until it calls the returned function or ends. Throws a UserError if another process
 * uses the file. Each process writes a file with a unique name before it looks for others: of two at once, at least one sees the other. Any
 * process may remove the file of a killed one, because its name never recurs. A process of another machine counts as alive, because its
 * state is unknown here.
 */
export function takeLock(path: string, shown = path): () => void {
  const stem = `.${basename(path)}.lock-`;
  const pathOf = (name: string) => join(dirname(path), name);
  const { pid } = process;
  const own = `${stem}${pid}-${startOf(pid)?.started ?? 0}-${hostname()}`;
  put(shown, pathOf(own));
  const release = () => {
    process.removeListener('exit', release);
    rmSync(pathOf(own), { force: true });
  };
  for (const name of readdirSync(dirname(path))) {
    const owner = name.startsWith(stem) && name !== own ? ownerOf(name.slice(stem.length)) : null;
    if (owner === null) continue;
    if (isAtWork(owner)) {
      release();
      throw new UserError([heldBy(shown, owner, pathOf(name))], EXIT_FAILED);
    }
    rmSync(pathOf(name), { force: true });
  }
  return process.once('exit', release) && release;
}

function put(path: string, lock: string): void {
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError([`${path}: this process is at work with it already`], EXIT_FAILED);
  }
}

function ownerOf(text: string): Owner | null {
  const [, pid, started, host] = /^(\d+)-(\d+)-(.+)$/.exec(text) ?? [];
  return host === undefined ? null : { pid: Number(pid), started: Number(started), host };
}

function isAtWork({ pid, started, host }: Owner): boolean {
  if (host !== hostname()) return true;
  if (!isAlive(pid)) return false;
  const now = startOf(pid);
  return now === null || started === 0 || (now.started === started && !now.isOver);
}

/** Signal 0 only checks; it sends nothing. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Null on a system without /proc. A zombie process is over, although its number is still in use. */
function startOf(pid: number): { readonly started: number; readonly isOver: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in brackets and may contain blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: Number(fields[19]), isOver: /[ZX]/.test(fields[0]) };
  } catch {
    return null;
  }
}

function heldBy(path: string, { pid, host }: Owner, lock: string): string {
  if (host === hostname()) return `${path}: process ${pid} is at work with it: wait until it ends, or name another --out`;
  return `${path}: process ${pid} on ${host} is at work with it: wait until it ends, or name another --out; if that machine is gone, remove ${lock}`;
}
