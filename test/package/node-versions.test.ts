import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { PROGRAM } from '../built.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';
import { randomScenario } from '../studies/export/random-scenario.js';

const MINUTES = 60;
const folder = mkdtempSync(join(tmpdir(), 'drydock-nodes-'));
const files = [3, 8].flatMap((seed) => [`random-${seed}.yaml`, `mixed-${seed}.yaml`]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const seed of [3, 8]) {
  writeFileSync(join(folder, `random-${seed}.yaml`), stringify(randomScenario(seed, MINUTES)));
  writeFileSync(join(folder, `mixed-${seed}.yaml`), stringify(mixedScenario(seed, MINUTES)));
}

/** The program of a version of Node from the registry's package of its binaries; null where the registry gives none. */
function nodeOf(version: string): string | null {
  const into = join(folder, version);
  const fetched = spawnSync('npm', ['pack', `node-${platform()}-${arch()}@${version}`, '--silent', '--pack-destination', folder], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz') && name.includes(`-${version}.`));
  if (fetched.status !== 0 || packed === undefined) return null;
  spawnSync('mkdir', ['-p', into]);
  spawnSync('tar', ['-xzf', join(folder, packed), '-C', into, 'package/bin/node']);
  const program = join(into, 'package/bin/node');
  return existsSync(program) ? program : null;
}

/** All that the runs print, with their digests. */
function printed(node: string): string[] {
  return files.map((file) => {
    const words = [PROGRAM, 'run', file, '--json', '--out', 'out'];
    const { stdout, stderr, status } = spawnSync(node, words, { cwd: folder, encoding: 'utf8' });
    expect({ file, stderr, status }).toEqual({ file, stderr: '', status: 0 });
    expect(stdout).toMatch(/"digest": "[0-9a-f]{16}"/);
    return stdout;
  });
}

describe('runs with another version of Node', () => {
  it.each(['20', '22', '24'])('%s are the same, to the last byte that they print', (version) => {
    const node = nodeOf(version);
    if (node === null) {
      console.warn(`The registry gives no Node ${version} for ${platform()} ${arch()}: its digests are not compared.`);
      return;
    }
    expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout).toMatch(new RegExp(`^v${version}\\.`));
    expect(printed(node)).toEqual(printed(process.execPath));
  });
});
