import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';
import { runsShown } from './lessons.js';
import { figureTexts } from './misconceptions.js';
import { pageText, ROOT } from './page.js';

const folder = join(ROOT, 'docs/assignments');
const cwd = mkdtempSync(join(tmpdir(), 'teaching-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const ASSIGNMENTS = readdirSync(folder)
  .filter((file) => file.endsWith('.checks.yaml'))
  .map((file) => file.slice(0, -'.checks.yaml'.length));
const checksOf = (name: string) => `expect=${readFileSync(join(folder, `${name}.checks.yaml`), 'utf8')}`;
const run = async (file: string, name: string, set: readonly string[] = []) => {
  const words = ['run', file, ...[...set, checksOf(name)].flatMap((one) => ['--set', one])];
  return (await drydock(words, { cwd })).status;
};
const LESS_DEMAND: Readonly<Record<string, string>> = {
  'night-shift': 'workloads.jobs.count=20',
  'safe-release': 'services.web.deployments.0.failureMode=',
};

it('has two assignments, each with checks and a solution', () => {
  expect(ASSIGNMENTS).toEqual(Object.keys(LESS_DEMAND));
  const files = ASSIGNMENTS.flatMap((name) => [`${name}.checks.yaml`, `${name}.solution.yaml`, `${name}.yaml`]);
  expect(readdirSync(folder).sort()).toEqual(files);
});

describe.each(ASSIGNMENTS)('the assignment %s', (name) => {
  const assignment = join(folder, `${name}.yaml`);
  const solution = join(folder, `${name}.solution.yaml`);

  it('is a scenario that does not reach its goals, and does not reveal the checks', async () => {
    expect((await drydock(['validate', assignment], { cwd })).status).toBe(0);
    expect(await run(assignment, name)).toBe(1);
    expect(readFileSync(assignment, 'utf8')).not.toMatch(/^expect:/m);
  });

  it.each(['seed=1', 'seed=2', 'seed=3'])('passes with its solution, %s', async (seed) => {
    expect(await run(solution, name, [seed])).toBe(0);
  });

  it('does not pass with less to do', async () => {
    expect(await run(solution, name, [LESS_DEMAND[name]!])).toBe(1);
  });

  it('does not pass with checks of its own', async () => {
    const own = join(cwd, 'own.yaml');
    writeFileSync(own, `${readFileSync(assignment, 'utf8')}expect: [cost_usd > 0]\n`);
    expect((await drydock(['run', own], { cwd })).status).toBe(0);
    expect(await run(own, name)).toBe(1);
  });

  it('ends with 2 for a file that is no scenario', async () => {
    const wrong = join(cwd, 'wrong.yaml');
    writeFileSync(wrong, readFileSync(assignment, 'utf8').replace('duration:', 'durration:'));
    expect((await drydock(['validate', wrong], { cwd })).status).toBe(2);
  });
});

const questions = pageText('docs/misconceptions.md')
  .split(/^### (?=\d+\. )/m)
  .slice(1);

it('has twenty misconceptions, numbered through, each with a run of its own', () => {
  expect(questions.map((question) => Number.parseInt(question, 10))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const runs = questions.map((question) => runsShown(question).map(({ scenario, variant, set }) => `${scenario} ${variant} ${set}`));
  expect(runs.map((of) => of.length)).toEqual(Array(20).fill(1));
  expect(new Set(runs.flat()).size).toBe(20);
});

describe.each(questions.map((question) => [question.split('\n')[0]!, question] as const))('%s', (_, question) => {
  it('has the figures of its run', async () => {
    const [, line = ''] = /^Measured: (.*)\.$/m.exec(question)!;
    const figures = [...line.matchAll(/`([\w.]+)` (.*?)(?=, `|$)/g)];
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.map(([, , value]) => value)).toEqual(
      await figureTexts(
        runsShown(question)[0]!,
        figures.map(([, figure]) => figure!),
      ),
    );
  });
});
