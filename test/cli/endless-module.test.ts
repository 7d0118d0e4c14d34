import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-endless-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a policy module that never answers is refused after five seconds, and nothing is written', async () => {
  const module = join(folder, 'endless.ts');
  writeFileSync(module, `export default () => ({ name: 'endless', dependsOn: 'row', rank() { for (;;); } });`);
  const cwd = join(import.meta.dirname, '../fixtures/cli');
  const { stdout, stderr, status } = await drydock(['run', 'small.yaml', '--policy', module, '--out', join(folder, 'out')], { cwd });
  expect(stderr).toContain('endless.ts: it gives no answer within 5 s on a small fleet; is there an endless loop in it?');
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
