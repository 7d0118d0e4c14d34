import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
/** What a disk gives a file at least. */
const BLOCK_BYTES = 4096;

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Of a development package and of an optional one. */
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

/** Folders of the packages that `npm install --omit=optional` brings beside this one; some have others in them. */
function dependencies(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
  // A link leads to a workspace, which is a part of the build.
  return Object.entries(packages).flatMap(([folder, { dev, optional, devOptional, link: isWorkspace }]) =>
    /^node_modules\/(?!.*node_modules)/.test(folder) && !dev && !optional && !devOptional && !isWorkspace ? [folder] : [],
  );
}

/** A new project with the package as it is packed, built anew, and what it depends on but nothing optional. */
export function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-package-'));
  const own = join(folder, 'node_modules/ecs-drydock');
  return {
    folder,
    own,
    install(): void {
      const run = (...words: string[]) => execFileSync('npm', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      run('run', '--silent', 'build');
      const [{ filename }] = JSON.parse(run('pack', '--ignore-scripts', '--json', '--pack-destination', folder)) as [{ filename: string }];
      mkdirSync(own, { recursive: true });
      execFileSync('tar', ['-xzf', join(folder, filename), '-C', own, '--strip-components=1']);
      for (const name of dependencies()) link(name, folder);
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    },
    /** A development package of this project, for the new one. */
    link: (name: string) => link(`node_modules/${name}`, folder),
    write: (file: string, text: string) => writeFileSync(join(folder, file), text),
    node: (...words: string[]) => spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }),
    drydock: (...words: string[]) =>
      spawnSync(process.execPath, [join(own, 'dist/bin/drydock.js'), ...words], { cwd: folder, encoding: 'utf8' }),
    /** What the package and its dependencies take on a disk, in MB, the largest first. */
    sizes(): [name: string, mb: number][] {
      const folders = [['ecs-drydock', own], ...dependencies().map((name) => [name.replace('node_modules/', ''), join(root, name)])];
      return folders.map(([name, path]): [string, number] => [name, bytesOn(path) / 1e6]).sort(([, a], [, b]) => b - a);
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(path: string, folder: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(join(root, path), join(folder, path));
}

function bytesOn(path: string): number {
  const stat = lstatSync(path);
  const own = Math.ceil(stat.size / BLOCK_BYTES) * BLOCK_BYTES;
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesOn(join(path, name)), own) : own;
}
