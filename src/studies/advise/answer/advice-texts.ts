import { durationText, inSentence, listText, numberText, plural } from '../../../kernel/quantity-text.js';
import { idleSentence } from '../../../run/jobs/undone.js';
import { meanText } from '../../compare/texts/comparison-texts.js';
import { warmUpNotes } from '../../sweep/sweep-texts.js';
import {
  ADVICE_METRICS,
  ADVICE_SPECS,
  type AdviceBase,
  type AdviceResult,
  type Finding,
  type FindingKind,
  type FindingVerdict,
  measuredMs,
} from '../result.js';
import { effectText, monthText, savedText, type TableColumn, verdictLabel } from './effect-texts.js';
import { countText } from './spot-texts.js';

/** The what-if, its saving, and its effect on waiting and on risk. */
export const ADVICE_COLUMNS: readonly TableColumn<Finding>[] = [
  { head: '', align: 'right', cell: (_, number) => String(number) },
  { head: 'Verdict', align: 'left', cell: verdictLabel },
  { head: 'What if', align: 'left', cell: ({ title }) => title },
  { head: 'Saves a month', opposite: 'costs more a month', align: 'right', cell: (finding) => savedText(finding) },
  { head: 'Spot takes', align: 'right', isOptional: true, cell: ({ spot }) => (spot === null ? '' : countText(spot.tasksInterrupted)) },
  ...(['wait', 'below', 'risk'] as const).map(
    (metric): TableColumn<Finding> => ({
      head: ADVICE_SPECS[metric].label,
      align: 'right',
      isOptional: metric === 'risk',
      cell: (finding) => effectText(metric, finding),
    }),
  ),
];

/** Describes the unchanged scenario, and counts the findings. */
export function adviceSentences({ identity, base, findings }: AdviceResult): string[] {
  const cost = base.usdPerMonth === null ? '' : ` costs ${monthText(base.usdPerMonth)} a month`;
  const others = (['wait', 'below', 'risk'] as const).map(
    (metric) => `${inSentence(ADVICE_SPECS[metric].label)} ${meanText(ADVICE_SPECS[metric], base.metrics[metric])}`,
  );
  const asItIs = `${identity.name} as it is${cost}. In ${durationText(measuredMs(identity))}: ${others.join('; ')}.`;
  return [asItIs, ...undoneSentence(base, identity.seeds.length), ...(findings.length === 0 ? [] : [countSentence(findings)])];
}

/** Says that the scenario left work undone: its low cost is no basis for a saving. */
function undoneSentence({ undone, isIdle }: AdviceBase, replications: number): string[] {
  if (undone === null) return isIdle ? [idleSentence('in it')] : [];
  const runs = `${undone.runs} of ${plural(replications, 'replication')}`;
  return [`It left work undone in ${runs}, so mend that first: a change of its cost means little. It ${undone.why}.`];
}

function countSentence(findings: readonly Finding[]): string {
  const count = (verdict: FindingVerdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const [saves, risks, trades] = [count('saves'), count('risks'), count('trades')];
  return `Of ${plural(findings.length, 'what-if')}, each alone, ${numberText(saves, 0)} ${saves === 1 ? 'is' : 'are'} shown to save, ${numberText(risks, 0)} to save at a risk, ${numberText(trades, 0)} to save and make something worse.`;
}

function beginningsNote({ usdPerMonth }: AdviceBase): string {
  const cost = usdPerMonth === null ? '' : `, which costs ${monthText(usdPerMonth)} a month`;
  return `What-ifs on target capacity and warm-up begin with the present instances and tasks. All others replace instances or tasks: they begin with as many new instances, start their tasks anew, and are compared with the scenario begun so${cost}.`;
}

const BUYS_OTHERS: readonly FindingKind[] = ['type', 'generation', 'family', 'spot'];

/** A discount on one type makes the others look dear. */
function pricesNote({ findings, ownPrices = [] }: AdviceResult): string[] {
  if (ownPrices.length === 0 || !findings.some(({ kind }) => BUYS_OTHERS.includes(kind))) return [];
  return [
    `The scenario gives the prices of ${listText(ownPrices)}; all other types have list prices: give theirs too, if you have a discount.`,
  ];
}

export function adviceNotes(result: AdviceResult): string[] {
  const { identity, findings, baseAnew } = result;
  if (findings.length === 0) return warmUpNotes(identity);
  const { seeds } = identity;
  const scenarios = findings.length + (baseAnew === null ? 1 : 2);
  const family = findings.length * ADVICE_METRICS.length;
  return [
    `${plural(seeds.length, 'replication')} of ${plural(scenarios, 'scenario')} with common random numbers. ± is half of the 95 % interval of the change; ✓ better and ✗ worse hold for all ${numberText(family, 0)} comparisons together (Holm). ✗? may be worse: its own interval says so, but not together with the others. (≥ N): nothing is shown; a true change of N or more would have been, in four of five experiments. (≥ +N): so few runs would have shown an increase of N, but no decrease, for N is more than the whole. (too few runs): not even a saving of the whole bill would have been. That nothing is shown does not say that nothing changes.`,
    'Each is tried alone: savings do not add up. Spot takes: tasks on Spot capacity that is expected to be taken in a month, moved in time or not, from the buckets of the Spot Advisor; the other figures are those of the runs. A month has 730 hours like those of the run. Tasks hit were interrupted, failed, or still waited at the end. Rare trouble that no run met, such as a drought of Spot, is not included.',
    ...pricesNote(result),
    ...warmUpNotes(identity),
    ...(baseAnew === null ? [] : [beginningsNote(baseAnew)]),
  ];
}
