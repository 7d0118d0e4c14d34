import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RedisServer {
  readonly port: number;
  /** What a user would write. */
  readonly url: string;
  /** kill -9, and what it held is gone. */
  kill(): Promise<void>;
  /** The same port again, empty. */
  restart(): Promise<void>;
  /** SIGSTOP and SIGCONT: the connections stay, and no answer comes. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** A Redis of the test's own on loopback; nothing of it stays. The arguments come last, so they win. */
export async function startRedis(...args: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-redis-'));
  const started = async (port: number) => {
    const all = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder, ...args];
    return { port, all, child: await launch(all) };
  };
  // A port that was free may be another's by now.
  const first = await started(await freePort()).catch(async () => started(await freePort()));
  const { port, all } = first;
  let { child } = first;
  const kill = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => {
      child = await launch(all);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`redis-server cannot be started (${error.message}): apt-get install redis-server`);
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('redis-server ended at once');
  });
  await Promise.race([failed, ended, ready(child)]);
  failed.catch(() => {});
  ended.catch(() => {});
  return child;
}

async function ready(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) if (/Ready to accept connections/.test(line)) break;
  // A pipe that is full would stop it.
  child.stdout!.resume();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
