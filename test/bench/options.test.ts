import { expect, it } from 'vitest';

const { readOptions } = await import(new URL('../../bench/options.mjs', import.meta.url).href);
const TAKES = { machines: ['sizes', '100,1000'], runs: ['runs', '5'], policies: ['policies', 'first-fit'], against: ['text'] };

it('an option left out has its default, or none', () => {
  expect(readOptions(['--runs', '3', '--json'], TAKES)).toEqual({
    values: { machines: [100, 1000], runs: 3, policies: ['first-fit'], json: true },
    mistakes: [],
  });
});

it('a command is passed on unchanged', () => {
  expect(readOptions(['--against', './peer {workload} {machines}'], TAKES).values.against).toBe('./peer {workload} {machines}');
});

it('all mistakes are reported at once, each with its remedy', () => {
  const args = ['--machines', '100,0', '--runs', 'x', '--policies', 'first-fit,best', '--speed', '9', 'more', '--against'];
  expect(readOptions(args, TAKES).mistakes).toEqual([
    '--machines 100,0: it must be a list, each a whole number from 1 to 100000000',
    '--runs x: it must be a whole number from 1 to 100000000',
    '--policies first-fit,best: it must be a list, each one of first-fit, binpack-memory',
    '--speed is not an option of it; there are: --machines, --runs, --policies, --against, --json, --markdown, --into',
    "'more' is not an option",
    '--against needs a value',
  ]);
});
