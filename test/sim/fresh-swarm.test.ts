import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readScenario } from '../../src/run/scenario-file.js';
import { freshSwarm } from './fresh-swarm.js';

const out = mkdtempSync(join(tmpdir(), 'drydock-swarm-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('a swarm of fresh seeds', () => {
  it('runs each seed as a drawn setup and as five drawn scenario files, and begins with what two of these have come to, until time is over', () => {
    let seeds = 0;
    expect(freshSwarm({ first: 700, isOver: () => ++seeds === 1, out })).toEqual({ cases: 8 });
  });

  it('leaves the scenario that fails as a file that can be run, with the seed', () => {
    const check = ({ name }: { name: string }) => (name === 'random701' ? ['a task is lost'] : []);
    const { cases, failure } = freshSwarm({ first: 700, isOver: () => false, out, check });
    const file = join(out, 'random-701.yaml');
    expect(cases).toBe(11);
    expect(failure).toMatchObject({ kind: 'random', seed: 701, trouble: ['a task is lost'], file });
    expect(failure!.again).toBe(`npm run swarm -- --minutes 0 --seed 701; npx drydock run ${file}`);
    expect(readScenario(file).setup).toMatchObject({ name: 'random701', seed: 701 });
  });

  it('leaves a drawn setup as JSON, and takes an error for a failure', () => {
    const check = () => {
      throw new Error('this cannot be');
    };
    const { failure } = freshSwarm({ first: 5, isOver: () => false, out, check });
    expect(failure!.trouble.join()).toContain('this cannot be');
    expect(JSON.parse(readFileSync(join(out, 'setup-5.json'), 'utf8'))).toMatchObject({ seed: 5 });
  });
});
