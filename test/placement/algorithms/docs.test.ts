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

const page = readFileSync(join(import.meta.dirname, '../../../docs/algorithms.md'), 'utf8');
const source = /```ts\n([\s\S]*?)```/.exec(page)![1];

/** The page's module, its types stripped. */
const { default: balanced }: { default: AlgorithmFactory } = await import(
  `data:text/javascript,${encodeURIComponent(ts.transpile(source, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }))}`
);

describe('docs/algorithms.md', () => {
  it('lists the algorithms that there are, the offline ones as such', () => {
    const listed = page.slice(page.indexOf('## The library'), page.indexOf('### The fragment measure'));
    const rows = [...listed.matchAll(/^\| (`.*?) \| (.*?) \|/gm)];
    const names = rows.flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    expect(names.toSorted()).toEqual([...ALGORITHMS.keys()].toSorted());
    const offline = rows.filter(([, , takes]) => takes.startsWith('offline:')).map(([, cell]) => cell.replaceAll('`', ''));
    expect(offline).toEqual([...ALGORITHMS].filter(([, { isOffline }]) => isOffline).map(([name]) => name));
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
