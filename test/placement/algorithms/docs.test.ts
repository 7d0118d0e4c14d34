import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { AlgorithmFactory } from '../../../src/placement/algorithms/algorithm.js';
import { checkAlgorithm } from '../../../src/placement/algorithms/check.js';
import { ALGORITHMS } from '../../../src/placement/algorithms/registry.js';
import { replay } from '../../../src/studies/pack/replay/replay.js';
import { algorithmContract } from '../../contract/algorithm.js';
import { openbLike, packOf } from '../../studies/pack/replay/openb-like.js';

const PAGE = join(import.meta.dirname, '../../../docs/algorithms.md');
const page = readFileSync(PAGE, 'utf8');
const source = /```ts\n([\s\S]*?)```/.exec(page)![1];

/** The page's module, its types stripped. */
const { default: balanced }: { default: AlgorithmFactory } = await import(
  `data:text/javascript,${encodeURIComponent(ts.transpile(source, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }))}`
);

describe('docs/algorithms.md', () => {
  /** The table is written anew with `npx vitest run --project node test/placement/algorithms/docs.test.ts -u`. */
  it('lists the algorithms that there are', async () => {
    const rows = [...ALGORITHMS].map(([name, { takes, source: from }]) => `| \`${name}\` | ${takes} | ${from} |`);
    const table = ['| name | takes the instance with | source |', '| --- | --- | --- |', ...rows].join('\n');
    const current = page.replace(/(<!-- algorithms -->\n\n)[\s\S]*?(\n\n<!-- end -->)/, (_, begin, end) => begin + table + end);
    await expect(current).toMatchFileSnapshot(PAGE);
  });

  it('shows an algorithm of 15 lines that works', () => {
    expect(
      source
        .trim()
        .split('\n')
        .filter((line) => line !== '').length,
    ).toBeLessThanOrEqual(15);
    expect(checkAlgorithm(balanced, 'balanced.ts')).toEqual([]);
    const options = { seed: 1, order: 'trace', demand: null, hasLifetimes: false, tie: 'name' } as const;
    const problem = packOf(openbLike(2, { nodes: 10, tasks: 60 }));
    const result = replay(problem, balanced, options);
    expect([result.policy, result.arrived]).toEqual(['balanced', 60]);
    expect(result.node).not.toEqual(replay(problem, 'best-fit', options).node);
  });
});

algorithmContract("docs/algorithms.md's own", balanced);
