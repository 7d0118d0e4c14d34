import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built.js';
import { blocksOf, pageText, ROOT } from './page.js';

const { program, build } = built('docs-test');
/** A checkout as a reader has it: the scenarios, and room for what the commands write. */
const checkout = mkdtempSync(join(tmpdir(), 'drydock-guide-'));
const commands = blocksOf(pageText('docs/guide.md'), 'sh').flatMap((block) => block.trimEnd().split('\n'));

/** In a shell in which npx drydock is the program of this checkout. */
function run(command: string) {
  const shim = 'npx() { shift; "$NODE" "$PROGRAM" "$@"; }';
  const env = { ...process.env, NODE: process.execPath, PROGRAM: program };
  return spawnSync('bash', ['-o', 'pipefail', '-c', `${shim}\n${command}`], { cwd: checkout, encoding: 'utf8', env });
}

beforeAll(async () => {
  await build();
  symlinkSync(join(ROOT, 'scenarios'), join(checkout, 'scenarios'));
}, 300_000);
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('docs/guide.md', () => {
  it('answers each wish with a command, and they are of every kind', () => {
    const wishes = pageText('docs/guide.md').split(/^## /m).slice(1);
    for (const wish of wishes) expect(wish).toMatch(/^\.\.\. [\s\S]*```sh\n/);
    const kinds = new Set(commands.flatMap((command) => /npx drydock (\w+)/.exec(command)?.[1] ?? []));
    expect([...kinds].sort()).toEqual([
      'bound',
      'catalog',
      'compare',
      'explain',
      'place',
      'query',
      'rebalance',
      'run',
      'schema',
      'validate',
    ]);
  });

  // In the order of the page: later ones read what earlier ones wrote.
  it.each(commands)(
    '%s',
    (command) => {
      const wanted = Number(/ {2}# exit code (\d)$/.exec(command)?.[1] ?? 0);
      const { status, stderr } = run(command);
      expect({ status, stderr: wanted === 0 ? stderr : '' }).toEqual({ status: wanted, stderr: '' });
    },
    120_000,
  );
});
