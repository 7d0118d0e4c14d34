import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../../src/record/metrics.js';
import { adviceNotes, adviceSentences } from '../../../src/studies/advise/answer/advice-texts.js';
import { adviceCharts } from '../../../src/studies/advise/answer/charts.js';
import { adviceCsv } from '../../../src/studies/advise/answer/csv.js';
import { effectText, savedText, verdictLabel } from '../../../src/studies/advise/answer/effect-texts.js';
import { advicePage } from '../../../src/studies/advise/answer/page.js';
import { adviceText } from '../../../src/studies/advise/answer/text.js';
import { baseOf, findingsOf, type TriedWhatIf } from '../../../src/studies/advise/findings.js';
import type { AdviceResult } from '../../../src/studies/advise/result.js';

const ZERO = { ...Object.fromEntries(METRICS.map(({ key }) => [key, 0])), task_hours: 1 } as Record<string, number> as Headline;
const DAY = 86_400_000;
/** Ten replications whose luck all share. */
const LUCK = [0, 3, -2, 1, 5, -4, 2, -1, 0, 4];
const runs = (cost: number, wait: number, over: Partial<Headline> = {}): Headline[] =>
  LUCK.map((luck, i) => ({ ...ZERO, cost_usd: cost + luck, wait_p95_ms: 1000 * (wait + luck) + (i % 2), ...over }));
const tried = (id: string, of: readonly Headline[]): TriedWhatIf => ({
  whatIf: { id, kind: 'type', slot: id, title: id, set: [{ path: 'a.b', value: '1' }], change: [{ target: 'aws x', options: {} }] },
  begins: 'anew',
  base: { headlines: runs(100, 60), undone: null, spot: null },
  ran: { headlines: of, undone: null, spot: null },
});

const base = { headlines: runs(100, 60), undone: null, spot: null };
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
  leftOut: null,
};
const result: AdviceResult = {
  identity,
  base: baseOf(base, DAY),
  baseAnew: null,
  path: null,
  runs: 70,
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
      'dearer costs',
    ]);
  });

  it('without any, the answer is that nothing was tried', () => {
    expect(adviceText({ ...result, findings: [] }, { width: 80, hasColour: false })).toMatch(
      /^Nothing was tried on s: no what-if applies to it\./,
    );
  });

  it('are cut in the terminal where there are many, with a count of the rest by verdict', () => {
    // Six in turn: of 36 the first 16 end with the fourth of the third turn.
    const many = Array.from({ length: 6 }, () => findings).flat();
    const text = adviceText({ ...result, findings: many }, { width: 200, hasColour: false });
    expect(text).toContain(
      '20 more are in advice.csv and on the page, by verdict: helps, costs more (4); costs more (4); saves (6); saves, but worse (6).',
    );
    expect(text).toMatch(/^16 /m);
    expect(text).not.toMatch(/^17 /m);
    expect(adviceText(result, { width: 200, hasColour: false })).not.toContain('more are in advice.csv');
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

  it('are reported', () => {
    const [what, best] = adviceSentences(result);
    expect(what).toMatch(/^s as it is costs \$3,0\d\d ± \d+ a month\. In 1 d: wait, p95 1 min 1 s/);
    const settled = { ...result, identity: { ...result.identity, warmUpMs: 6 * 3_600_000 } };
    expect(adviceSentences(settled)[0]).toContain(' a month. In 18 h: wait, p95 ');
    expect(best).toBe('Of 6 what-ifs, each alone, 2 are shown to save, 0 to save at a risk, 2 to save and make something worse.');
    const usdPerMonth = { estimate: 278, low: 277.7, high: 278.3 };
    expect(adviceSentences({ ...result, base: { ...result.base, usdPerMonth } })[0]).toMatch(/^s as it is costs \$278 ± <1 a month/);
    expect(adviceNotes(result)[0]).toContain('all 24 comparisons together');
    expect(adviceNotes({ ...result, ownPrices: ['m5.large'] })[2]).toBe(
      'The scenario gives the prices of m5.large; all other types have list prices: give theirs too, if you have a discount.',
    );
  });

  it('report what the replications would have shown, where they show nothing', () => {
    // Differences of -2 to 2: error sqrt(2.5 / 5). Four hypotheses, so each is tested at 0.05 / 4: t = 4.3147 with 4 degrees of freedom, and
    // P(Z + 7.00579 S1 > 4.3147 S2) = 0.8 (SciPy).
    const five = (costs: readonly number[]) => ({
      headlines: costs.map((cost): Headline => ({ ...ZERO, cost_usd: cost })),
      undone: null,
      spot: null,
    });
    const whatIf = { id: 'x', kind: 'type' as const, slot: 'x', title: 'x', set: [], change: [] };
    const compared = { whatIf, begins: 'anew' as const, base: five([10, 10, 10, 10, 10]), ran: five([8, 9, 10, 11, 12]) };
    const [finding] = findingsOf([compared], { seed: 1, simulatedMs: DAY });
    expect(finding).toMatchObject({ verdict: 'none', grades: { cost: 'notShown', wait: 'same' } });
    expect(finding!.detectable.cost).toBeCloseTo(7.00579 * Math.sqrt(0.5), 3);
    expect(effectText('cost', finding!)).toBe('+0.0 % (≥ 49.5 %)');
    expect(savedText(finding!)).toBe('$0.00 (≥ $151)');
    // 49.5 % of 10 is more than all of 3: no decrease of it could be shown.
    const few = { ...compared, base: five([3, 3, 3, 3, 3]), ran: five([1, 2, 3, 4, 5]) };
    const [unshowable] = findingsOf([few], { seed: 1, simulatedMs: DAY });
    expect(effectText('cost', unshowable!)).toBe('+0.0 % (≥ +165.1 %)');
    expect(savedText(unshowable!)).toBe('$0.00 (too few runs)');
    // A saving of 1 a day with the same error is below its own interval of 1.96, and so is one of 3 by the corrected level alone.
    const more = findingsOf([{ ...compared, ran: five([11, 12, 13, 14, 15]) }], { seed: 1, simulatedMs: DAY })[0]!;
    expect(more).toMatchObject({ verdict: 'mayWorsen', grades: { cost: 'mayWorsen' } });
    expect([verdictLabel(more), effectText('cost', more)]).toEqual(['may cost more', '+30.0 % ± 19.6 ✗?']);
    // 3 ± 1.963 a day more are 3 ± 1.963 less saved, of which a month of 730 hours has 30.4.
    const ofMonth = (usd: number) => (usd * 730) / 24;
    expect(more.savedUsdPerMonth!.low).toBeCloseTo(ofMonth(-3 - 2.776445 * Math.sqrt(0.5)), 3);
    expect(more.savedUsdPerMonth!.high).toBeCloseTo(ofMonth(-3 + 2.776445 * Math.sqrt(0.5)), 3);
  });

  it('save at a risk where another figure may be worse', () => {
    // Missing tasks: differences of 0.6 to 4.6, so t = 2.6 / sqrt(0.5) = 3.68 with p = 0.021: below 0.05, and above 0.05 / 3, for the cost comes first.
    const five = (cost: number, below: readonly number[]) => ({
      headlines: below.map((tasks, i): Headline => ({ ...ZERO, cost_usd: cost + (i % 2), below_desired_task_minutes: tasks })),
      ...{ undone: null, spot: null },
    });
    const compared = { ...tried('x', []), base: five(100, [0, 0, 0, 0, 0]), ran: five(50, [0.6, 1.6, 2.6, 3.6, 4.6]) };
    const [finding] = findingsOf([compared], { seed: 1, simulatedMs: DAY });
    expect(finding).toMatchObject({ verdict: 'risks', grades: { cost: 'better', below: 'mayWorsen' } });
  });

  it('give a what-if that costs more, and a change of ten times as a factor', () => {
    const dearer = findings.at(-1)!;
    expect([verdictLabel(dearer), savedText(dearer)]).toEqual(['costs more', '−$913 ✗']);
    const helps = { ...dearer.grades, wait: 'better' as const };
    const labelOf = (cost: 'worse' | 'mayWorsen' | 'notShown') => verdictLabel({ verdict: 'helps', grades: { ...helps, cost } });
    expect([labelOf('worse'), labelOf('mayWorsen'), labelOf('notShown')]).toEqual(['helps, costs more', 'helps, may cost', 'helps']);
    const [late] = findingsOf([tried('late', runs(50, 1860))], { seed: 1, simulatedMs: DAY });
    expect(effectText('wait', late!)).toMatch(/^30\.\dx ± 1\.\dx ✗$/);
  });

  it('fit 80 columns with all of their figures, and a wide screen as a table', () => {
    const narrow = adviceText(result, { width: 80, hasColour: false });
    expect(narrow.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(narrow).toMatch(/\n4\. saves, but worse: trades\n {4}saves a month \$1,521 ✓; wait, p95 \+49\.\d % ± \d\.\d ✗\n/);
    expect(narrow).toMatch(/\n3\. saves, but worse: hits\n {4}saves a month \$1,825 ✓; tasks hit \+4\.0 ✗\n/);
    // A saving below 0 is a cost.
    expect(narrow).toMatch(/\n {4}costs more a month \$913 ✗/);
    expect(narrow).not.toContain('saves a month −');
    const wide = adviceText(result, { width: 200, hasColour: false });
    expect(wide).toMatch(/\n +Verdict +What if +Saves a month +Spot takes +Wait, p95 +Tasks missing +Tasks hit\n/);
  });

  it('are on a page with the verdict first, in its colour', () => {
    const parts = { chartJsSource: '', script: '', sha256Base64: () => '', command: 'c' };
    const page = advicePage(result, adviceCharts(result), parts);
    const heads = [...page.matchAll(/<th scope="row" class="wrap"><span class="difference">(.*?)<\/span>(\d\. \w+)<\/th>/g)];
    expect(heads.map(([, verdict, title]) => `${title} ${verdict}`)).toEqual([
      '1. much <span class="good">saves</span>',
      '2. little <span class="good">saves</span>',
      '3. hits <span class="good">saves</span>, <span class="bad">but worse</span>',
      '4. trades <span class="good">saves</span>, <span class="bad">but worse</span>',
      '5. helps <span class="good">helps</span>, <span class="bad">costs more</span>',
      '6. dearer <span class="bad">costs more</span>',
    ]);
    // 20 a day less is 608 a month less; the luck of the runs is 0.8 in the mean, and every second waits a millisecond more.
    const [chart] = adviceCharts(result);
    const datasets = chart!.config.data.datasets as { label: string; data: { x: number; y: number; text: string }[] }[];
    expect(datasets.map(({ label, data }) => [label, data.map(({ text }) => text)])).toEqual([
      ['saves', ['much', 'little']],
      ['helps', ['helps']],
      ['saves, but worse', ['hits', 'trades']],
      ['worse, costs more, or may', ['dearer']],
    ]);
    expect(datasets[0]!.data[0]).toMatchObject({ x: 608.33, y: 60.801 });
  });

  it('are in a table, with what was not tried', () => {
    const lines = adviceCsv(result).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^what_if,kind,title,begins,verdict,saved_usd_per_month,saved_usd_per_month_low,/);
    expect(lines[1]).toMatch(/^much,type,much,anew,saves,/);
    expect(lines.at(-1)).toMatch(/^,trunking,'=ENI,,not tried,.*,it is enabled$/);
  });
});
