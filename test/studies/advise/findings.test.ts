import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../../src/record/metrics.js';
import { adviceNotes, adviceSentences } from '../../../src/studies/advise/advice-texts.js';
import { adviceCsv } from '../../../src/studies/advise/csv.js';
import { baseOf, findingsOf, type TriedWhatIf } from '../../../src/studies/advise/findings.js';
import type { AdviceResult } from '../../../src/studies/advise/result.js';

const ZERO = Object.fromEntries(METRICS.map(({ key }) => [key, 0])) as Record<string, number> as Headline;
const DAY = 86_400_000;
/** Ten replications whose luck all share. */
const LUCK = [0, 3, -2, 1, 5, -4, 2, -1, 0, 4];
const runs = (cost: number, wait: number, over: Partial<Headline> = {}): Headline[] =>
  LUCK.map((luck, i) => ({ ...ZERO, cost_usd: cost + luck, wait_p95_ms: 1000 * (wait + luck) + (i % 2), ...over }));
const tried = (id: string, of: readonly Headline[]): TriedWhatIf => ({
  whatIf: { id, kind: 'type', title: id, set: [{ path: 'a.b', value: '1' }], change: ['aws x'] },
  begins: 'anew',
  base: runs(100, 60),
  runs: of,
});

const base = runs(100, 60);
const findings = findingsOf(
  [
    tried('dearer', runs(130, 60)),
    tried('helps', runs(110, 30)),
    tried('trades', runs(50, 90)),
    tried('little', runs(99, 60)),
    tried('much', runs(80, 60)),
    tried('hits', runs(40, 60, { tasks_interrupted: 3, tasks_waiting: 1 })),
  ],
  { seed: 1, simulatedMs: DAY },
);
const identity = {
  name: 's',
  hash: 'h',
  engineVersion: '1',
  command: 'c',
  seeds: [1, 2],
  durationMs: DAY,
  warmUpMs: null,
};
const result: AdviceResult = {
  identity,
  base: baseOf(base, DAY),
  baseAnew: null,
  findings,
  notTried: [{ kind: 'trunking', title: '=ENI', why: 'it is enabled' }],
};

describe('findings', () => {
  it('are in the order of what is worth doing: savings alone, savings at a price, help, nothing', () => {
    expect(findings.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'much saves',
      'little saves',
      'hits trades',
      'trades trades',
      'helps helps',
      'dearer none',
    ]);
  });

  it('have savings of a month of 730 hours, with the interval of the paired differences', () => {
    // A day of 20 USD less is 20 x 730 / 24; the luck is shared, so nothing is uncertain.
    const [much] = findings;
    expect(much!.savedUsdPerMonth!.estimate).toBeCloseTo((20 * 730) / 24, 9);
    expect(much!.savedUsdPerMonth!.high - much!.savedUsdPerMonth!.low).toBeCloseTo(0, 9);
    expect(findings.at(-1)!.savedUsdPerMonth!.estimate).toBeCloseTo((-30 * 730) / 24, 9);
  });

  it('count tasks that were interrupted, failed or still waited as risk', () => {
    expect(findings[2]!.contrasts.risk).toMatchObject({ mean: 4, verdict: 'worse' });
  });

  it('are told', () => {
    const [what, best] = adviceSentences(result);
    expect(what).toMatch(/^s as it is costs \$3,0\d\d ± \d+ a month\. In 1 d: wait, p95 1 min 1 s/);
    expect(best).toBe(
      'Most worth doing: much. It saves $608 a month, 19.8 % ± 0.4, and nothing is shown to get worse. 2 of 6 what-ifs would do so; 2 more would, and make something worse.',
    );
    const usdPerMonth = { estimate: 278, low: 277.7, high: 278.3 };
    expect(adviceSentences({ ...result, base: { ...result.base, usdPerMonth } })[0]).toMatch(/^s as it is costs \$278 ± <1 a month/);
    expect(adviceNotes(result)[0]).toContain('all 24 comparisons together');
    expect(adviceSentences({ ...result, findings: findings.slice(-1) })[1]).toBe(
      'No what-if is shown to save without making something worse.',
    );
  });

  it('are in a table, with what was not tried', () => {
    const lines = adviceCsv(result).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^what_if,kind,title,begins,verdict,saved_usd_per_month,saved_usd_per_month_low,/);
    expect(lines[1]).toMatch(/^much,type,much,anew,saves,/);
    expect(lines.at(-1)).toMatch(/^,trunking,'=ENI,,not tried,.*,it is enabled$/);
  });
});
