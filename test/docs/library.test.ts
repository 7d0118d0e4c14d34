import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DIST } from '../built.js';
import { blocksOf, pageText, ROOT } from './page.js';

const page = pageText('docs/library.md');
const examples = blocksOf(page, 'js');
const outputs = blocksOf(page, 'text');

const run = promisify(execFile);

/** The example as a module that imports this checkout. */
function moduleOf(example: string): string {
  return example.replaceAll(
    /from 'ecs-drydock(\/engine)?'/g,
    (_, engine?: string) => `from '${DIST}/bin/${engine ? 'engine' : 'index'}.js'`,
  );
}

describe('docs/library.md', () => {
  it('has an output for each example', () => {
    expect(examples.length).toBeGreaterThan(3);
    expect(outputs).toHaveLength(examples.length);
  });

  it.each(examples.map((example, i) => [i + 1, example] as const))('shows what example %i prints', async (i, example) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', moduleOf(example)], { cwd: ROOT });
    expect(stdout).toBe(outputs[i - 1]);
  });
});
