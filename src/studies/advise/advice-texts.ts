import { durationText, numberText, plural, usdText } from '../../report/text.js';
import { changeText, meanText, verdictText } from '../compare/comparison-texts.js';
import type { Interval } from '../compare/result.js';
import { warmUpNotes } from '../sweep/sweep-texts.js';
import { ADVICE_METRICS, ADVICE_SPECS, type AdviceBase, type AdviceMetric, type AdviceResult, type Finding } from './result.js';

/** The table's columns: the what-if, its saving, and its effect on waiting and on risk. */
export interface AdviceColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly isOptional?: boolean;
  cell(finding: Finding, number: number): string;
}

export const ADVICE_COLUMNS: readonly AdviceColumn[] = [
  { head: '', align: 'right', cell: (_, number) => String(number) },
  { head: 'What if', align: 'left', cell: ({ title }) => title },
  { head: 'Verdict', align: 'left', cell: ({ verdict }) => VERDICTS[verdict] },
  { head: 'Saves a month', align: 'right', cell: savedText },
  ...ADVICE_METRICS.map(
    (metric): AdviceColumn => ({
      head: ADVICE_SPECS[metric].label,
      align: 'right',
      isOptional: metric === 'cost',
      cell: ({ contrasts }) => contrastText(metric, contrasts[metric]),
    }),
  ),
];

const VERDICTS = { saves: 'saves', trades: 'saves, but', helps: 'helps', none: 'no gain shown' } as const;

function savedText({ savedUsdPerMonth: saved }: Finding): string {
  if (saved === null) return '–';
  if (saved.low === 0 && saved.high === 0) return '=';
  return `${saved.estimate < 0 ? '−' : ''}${monthText({ ...saved, estimate: Math.abs(saved.estimate) })}`;
}

/** Leaves out cents where the monthly amount has dollars. */
function monthText({ estimate, low, high }: Interval): string {
  const decimals = estimate >= 100 ? 0 : 2;
  const half = (high - low) / 2;
  if (half === 0) return usdText(estimate, decimals);
  const least = 10 ** -decimals;
  return `${usdText(estimate, decimals)} ± ${half < least / 2 ? `<${least}` : numberText(half, decimals)}`;
}

/** `−14.7 % ± 0.5 ✓`: the change from the unchanged scenario, and whether it is shown to be better or worse. */
function contrastText(metric: AdviceMetric, contrast: Finding['contrasts'][AdviceMetric]): string {
  const verdict = verdictText(contrast);
  const mark = verdict === 'better' ? ' ✓' : verdict === 'worse' ? ' ✗' : verdict === '' ? '' : ' ?';
  return `${changeText(ADVICE_SPECS[metric], contrast)}${mark}`;
}

/** Describes the unchanged scenario and the most valuable findings. */
export function adviceSentences({ identity, base, findings }: AdviceResult): string[] {
  const cost = base.usdPerMonth === null ? '' : ` costs ${monthText(base.usdPerMonth)} a month`;
  const others = (['wait', 'below', 'risk'] as const).map(
    (metric) => `${ADVICE_SPECS[metric].label.toLowerCase()} ${meanText(ADVICE_SPECS[metric], base.metrics[metric])}`,
  );
  return [`${identity.name} as it is${cost}. In ${durationText(identity.durationMs)}: ${others.join('; ')}.`, bestSentence(findings)];
}

function bestSentence(findings: readonly Finding[]): string {
  const of = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict);
  const [saving, trades] = [of('saves'), of('trades')];
  const rest = trades.length === 0 ? '' : `; ${numberText(trades.length, 0)} more would, and make something worse`;
  if (saving.length === 0) return `No what-if is shown to save without making something worse${rest}.`;
  const [{ title, contrasts, savedUsdPerMonth }] = saving;
  const share = changeText(ADVICE_SPECS.cost, contrasts.cost).replace('−', '');
  const amount = `${savedUsdPerMonth === null ? '' : `${monthText(savedUsdPerMonth)} a month, `}${share}`;
  return `Most worth doing: ${title}. It saves ${amount}, and nothing is shown to get worse. ${numberText(saving.length, 0)} of ${plural(findings.length, 'what-if')} would do so${rest}.`;
}

function beginningsNote({ usdPerMonth }: AdviceBase): string {
  const cost = usdPerMonth === null ? '' : `, which costs ${monthText(usdPerMonth)} a month`;
  return `Target capacity and warm-up begin with the instances and tasks that were there. All else replaces instances or tasks: it begins with as many new instances, starts its tasks anew, and is judged against the scenario begun so${cost}.`;
}

export function adviceNotes({ identity, findings, baseAnew }: AdviceResult): string[] {
  const { seeds } = identity;
  const scenarios = findings.length + (baseAnew === null ? 1 : 2);
  const family = findings.length * ADVICE_METRICS.length;
  return [
    `${plural(seeds.length, 'replication')} of ${plural(scenarios, 'scenario')} with common random numbers. ± is half of the 95 % interval of the change; ✓ better, ✗ worse and ? not shown hold for all ${numberText(family, 0)} comparisons together (Holm). "Not shown" does not say that there is no difference.`,
    'Each is tried alone: savings do not add up. A month has 730 hours like those of the run. Tasks hit were interrupted, failed, or still waited at the end. Rare trouble that no run met, such as a drought of Spot, is in no number.',
    ...warmUpNotes(identity),
    ...(baseAnew === null ? [] : [beginningsNote(baseAnew)]),
  ];
}
