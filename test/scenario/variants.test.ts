import { describe, expect, it } from 'vitest';
import { type Loaded, loadScenario } from '../../src/scenario/load-scenario.js';
import { formatProblem } from '../../src/scenario/text/sources.js';
import { withOwnProblems } from '../../src/scenario/variants/own-problems.js';
import { GOOD, load, placedMessages } from './scenarios.js';

/** GOOD has 27 lines. */
const VARIED = `${GOOD}expect: [wait_p95_ms < 60s]
variants:
  - name: busy
    description: Twice the tasks.
    changes: { services.web.desiredCount: 4, cluster...targetCapacity: null }
  - name: slow
    changes:
      timings.instanceBoot: { uniform: { min: 1m, max: 9m } }
    breaks: [wait_p95_ms < 60s]
`;

/** With one group alone, so that `cluster...targetCapacity` is one path. */
const ONE = VARIED.replace(/ {4}- name: spare\n.*\n/, '');

/** What a lawful scenario loads to. */
function lawful(loaded: Loaded) {
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(formatProblem).join('\n'));
  return loaded;
}

function varied(name: string, text = VARIED) {
  const base = load(text);
  const { assignments = [] } = base.variants.find((variant) => variant.name === name) ?? {};
  return withOwnProblems(load(text, { set: assignments }), name, base);
}

describe('the variants of a scenario', () => {
  it('do not affect it: it loads to the same with and without them', () => {
    const without = load(VARIED.slice(0, VARIED.indexOf('variants:')));
    const { variants, ...rest } = load(VARIED);
    expect({ ...rest, variants: [] }).toEqual(without);
    expect(variants.map(({ name, description }) => ({ name, description }))).toEqual([
      { name: 'busy', description: 'Twice the tasks.' },
      { name: 'slow', description: undefined },
    ]);
  });

  it('are the scenario with their changes, under their names', () => {
    const { setup, scenario } = lawful(varied('busy', ONE));
    expect(setup).toMatchObject({ name: 'busy', services: [{ desired: [{ atMs: 0, count: 4 }] }] });
    expect(scenario.description).toBe('Twice the tasks.');
    // Taken away, so that its default holds; it is 100 as before.
    expect(setup?.capacityProviders[0]?.managedScaling.targetPercent).toBe(100);
    expect(varied('slow', ONE).setup?.timings.instanceBoot).toEqual({ kind: 'uniform', minMs: 60_000, maxMs: 540_000 });
  });

  it('name the expectations that they break on purpose', () => {
    expect(lawful(load(VARIED)).expectations.map(({ breaks }) => breaks)).toEqual([undefined]);
    expect(lawful(varied('slow', ONE)).expectations.map(({ breaks }) => breaks)).toEqual([true]);
  });
});

describe('a mistake of a variant', () => {
  const wrong = `${GOOD}expect: [wait_p95_ms < 60s]
variants:
  - name: Small
    changes: { services.web.desiredCount: 4 }
  - name: bad
    changes:
      services.wep.desiredCount: 4
      services.web.desiredCount: -4
      cluster.capacityProviders.workers.autoScalingGroup.maxSize: -1
    breaks: [wait_p95_ms < 50s]
  - name: bad
    changes: {}
  - name: with blank
    changes: { name: x }
    breks: []
`;

  it('is reported with its line and its name, all at once', () => {
    const base = loadScenario(wrong, { file: 's.yaml', read: () => undefined });
    expect(base.errors?.map(formatProblem)).toEqual([
      's.yaml:30:5 variants.Small.name: Small is the name of the scenario itself: give it another',
      's.yaml:38:5 variants.2.name: there is a variant bad already: give this one another name',
      's.yaml:39:5 variants.2.changes: is empty: give its changes, as path: value',
      's.yaml:40:5 variants.3.name: "with blank" is not a name: letters, digits, dots, _ and -',
      's.yaml:42:5 variants.3.breks: is not a key that belongs here; did you mean breaks?',
    ]);
    const { assignments } = base.variants[1]!;
    const bad = withOwnProblems(loadScenario(wrong, { file: 's.yaml', read: () => undefined, set: assignments }), 'bad', base);
    expect(bad.errors?.map(formatProblem)).toEqual([
      's.yaml:34:7 variants.1.changes.services.wep.desiredCount: there is no wep in services; did you mean web? (variant bad)',
      's.yaml:35:7 services.web.desiredCount: -4 is out of range: at least 0 (variant bad)',
      's.yaml:36:7 cluster.capacityProviders.workers.autoScalingGroup.maxSize: -1 is out of range: at least 0 (variant bad)',
      's.yaml:37:14 breaks.0: "wait_p95_ms < 50s" is not in expect: a scenario breaks only its own expectations; did you mean wait_p95_ms < 60s? (variant bad)',
    ]);
  });

  it('is reported once where the scenario has it already', () => {
    const text = VARIED.replace('desiredCount: 2', 'desiredCount: -2');
    expect(placedMessages(text)).toEqual(['s.yaml:20:5 services.web.desiredCount: -2 is out of range: at least 0']);
    expect(varied('slow', text).errors).toEqual([]);
  });
});
