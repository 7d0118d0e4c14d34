import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** The program, laid out as an installed package, and inside this one so that its dependencies are found. Test files run beside each other: each has its own. */
export class Program {
  readonly path: string;
  private readonly folder: string;

  constructor(name: string) {
    this.folder = join(root, 'node_modules/.cache', name);
    this.path = join(this.folder, 'dist/cli/main.js');
  }

  /** Only what has changed since the last test run is built. */
  build(): SpawnSyncReturns<string> {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const remembered = ['--incremental', '--tsBuildInfoFile', join(this.folder, 'build-info.json')];
    const options = ['-p', 'tsconfig.build.json', '--outDir', join(this.folder, 'dist'), ...remembered];
    const done = spawnSync(process.execPath, [compiler, ...options], { cwd: root, encoding: 'utf8' });
    copyFileSync(join(root, 'package.json'), join(this.folder, 'package.json'));
    return done;
  }

  /** Beside other processes, in a directory. */
  async run(cwd: string, ...args: string[]): Promise<Answer> {
    const child = spawn(process.execPath, [this.path, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr, status: status as number | null };
  }
}
