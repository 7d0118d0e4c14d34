import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * The program as a package lays it out, inside this one so that its dependencies are found. Threads and processes run JavaScript, so it must be built: only what
 * has changed since the last test run is. Each test file that runs beside others has a folder of its own.
 */
export function built(name: string): {
  readonly folder: string;
  readonly program: string;
  build(): { stdout: string; status: number | null };
} {
  const installed = join(root, 'node_modules/.cache', name);
  const folder = join(installed, 'dist');
  return {
    folder,
    program: join(folder, 'cli/main.js'),
    build: () => {
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      const remembered = ['--incremental', '--tsBuildInfoFile', join(installed, 'build-info.json')];
      const options = ['-p', 'tsconfig.build.json', '--outDir', folder, ...remembered];
      const { stdout, status } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, encoding: 'utf8' });
      copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
      return { stdout, status };
    },
  };
}
