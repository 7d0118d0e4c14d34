import { durationText, inSentence, numberText, plural } from '../../../kernel/quantity-text.js';
import { meanText } from '../../compare/texts/comparison-texts.js';
import {
  ADVICE_SPECS,
  type AdviceBase,
  type AdviceResult,
  type Finding,
  type Grade,
  measuredMs,
  type PathEnd,
  type PathStep,
} from '../result.js';
import { isMoreSpot } from '../spot-risk.js';
import { effectText, monthText, SHOWN_BY_SENTENCE, SHOWN_IN_WORDS, savedText, type TableColumn, verdictLabel } from './effect-texts.js';
import { countText, hitSentence, spotSentences } from './spot-texts.js';

const OTHERS = ['wait', 'below', 'risk'] as const;

/** Returns the answer: the advised steps, their effect and its certainty, their risks, and the other points to stop at. */
export function pathSentences(result: AdviceResult): string[] {
  const { path, identity, findings } = result;
  const count = identity.seeds.length;
  if (findings.length === 0) return [`Nothing was tried on ${identity.name}: no what-if applies to it. "Not tried" has the reasons.`];
  if (path === null)
    return [
      `Nothing that was tried is shown to improve ${identity.name}: ${plural(findings.length, 'what-if')}, ${plural(count, 'replication')} each.`,
    ];
  const { safe, advised, all } = path.ends;
  const main = advised ?? safe;
  if (main === null)
    return [
      `Nothing that was tried is shown to save in ${identity.name} without making something worse.`,
      ...endSentences(result, all!, 'With something worse:'),
    ];
  return [
    ...endSentences(result, main, 'Do this:'),
    ...(advised !== null && safe !== null ? [saferSentence(path.steps[safe.steps - 1]!, path.base)] : []),
    ...(advised !== null && safe === null ? ['Nothing is shown to help without that risk.'] : []),
    ...(all === null ? [] : allSentences(result, all, main)),
  ];
}

/** Existing Spot capacity is a risk of this end too. */
function saferSentence(step: PathStep, base: AdviceBase): string {
  const { spot } = step.state;
  const state = stateText(step, base);
  return spot === null ? `Without that risk: ${state}.` : `Without more risk than now: ${state}. On Spot, as before. ${hitSentence(spot)}`;
}

/** Leaves out the sentences that the advised end has already. */
function allSentences(result: AdviceResult, all: PathEnd, main: PathEnd): string[] {
  const printed = endSentences(result, main, 'Do this:');
  return endSentences(result, all, 'All of it, with something worse:').filter((sentence) => !printed.includes(sentence));
}

function endSentences({ path, identity, findings }: AdviceResult, end: PathEnd, lead: string): string[] {
  const step = path!.steps[end.steps - 1]!;
  const { spot } = step.state;
  const isRisky = step.total.verdict === 'risks' || isMoreSpot(spot, path!.base.spot);
  const risk = [...worsening(step.total), ...(spot === null ? [] : spotSentences(spot))].join(' ');
  return [
    `${lead} ${stepText(step, path!.base, measuredMs(identity))}. ${byText(end, identity.seeds.length)}`,
    ...conditionSentences(step, findings),
    ...(risk === '' ? [] : [`${isRisky ? 'At risk' : 'On Spot, as before'}: ${risk}`]),
  ];
}

function stepText(step: PathStep, base: AdviceBase, ofMs: number): string {
  const others = OTHERS.map((metric) => {
    const [now, before] = [step.state, base].map(({ metrics }) => meanText(ADVICE_SPECS[metric], metrics[metric]));
    const label = inSentence(ADVICE_SPECS[metric].label);
    const grade = step.total.grades[metric];
    return grade === 'same' ? `${label} ${before} as before` : `${label} ${now} instead of ${before} (${GRADE_TEXT[grade]})`;
  });
  return `${stateText(step, base)}; in ${durationText(ofMs)}: ${others.join('; ')}`;
}

const GRADE_TEXT: Readonly<Record<Grade, string>> = {
  better: 'shown better',
  worse: 'shown worse',
  mayWorsen: 'may be worse',
  notShown: 'no change shown',
  same: '',
};

/** `A; then B. It costs $X a month instead of $Y (−14.7 % ± 0.5)`. */
function stateText({ total, state }: PathStep, base: AdviceBase): string {
  const money =
    state.usdPerMonth === null || base.usdPerMonth === null
      ? ''
      : `. It costs ${monthText(state.usdPerMonth)} a month instead of ${monthText(base.usdPerMonth)}`;
  return `${total.title}${money} (${effectText('cost', total, SHOWN_IN_WORDS)})`;
}

/** The conditions, and the alternative if they do not hold. */
function conditionSentences({ total }: PathStep, findings: readonly Finding[]): string[] {
  if (total.onlyIf === null) return [];
  const conditional = findings.find(({ onlyIf, title }) => onlyIf !== null && total.title.includes(title));
  const instead = findings.find(({ slot, onlyIf, verdict }) => slot === conditional?.slot && onlyIf === null && verdict === 'saves');
  const other = instead === undefined ? '' : ` Else ${instead.title} saves ${savedText(instead, SHOWN_BY_SENTENCE)} a month alone.`;
  return [`Only if ${total.onlyIf}.${other}`];
}

function worsening({ grades }: Finding): string[] {
  const hinted = OTHERS.filter((metric) => grades[metric] === 'mayWorsen').map((metric) => inSentence(ADVICE_SPECS[metric].label));
  return hinted.length === 0 ? [] : [`${hinted.join(' and ')} may get worse.`];
}

/** States how many replications show it, and whether the fresh ones confirm it. */
function byText({ confirmed }: PathEnd, replications: number): string {
  const shown = `Shown by ${plural(replications, 'replication')}`;
  if (confirmed === null || confirmed.grades.cost === 'same') return `${shown}.`;
  const others = `${numberText(replications, 0)} others, not used for the choice,`;
  if (confirmed.grades.cost === 'better') return `${shown}; ${others} save ${savedText(confirmed, SHOWN_BY_SENTENCE)} a month.`;
  return `${shown}, but not by ${others} which save ${savedText(confirmed)} a month.`;
}

/** The effect of each step beyond those before it. */
export const STEP_COLUMNS: readonly TableColumn<PathStep>[] = [
  { head: '', align: 'right', cell: (_, number) => String(number) },
  { head: 'Verdict', align: 'left', cell: ({ added }) => verdictLabel(added) },
  { head: 'Then', align: 'left', cell: ({ added }) => added.title },
  { head: 'saves more', align: 'right', cell: ({ added }) => savedText(added) },
  { head: 'a month', align: 'right', cell: ({ state }) => (state.usdPerMonth === null ? '–' : monthText(state.usdPerMonth)) },
  ...OTHERS.map(
    (metric): TableColumn<PathStep> => ({
      head: ADVICE_SPECS[metric].label,
      align: 'right',
      isOptional: metric === 'risk',
      cell: ({ added }) => effectText(metric, added),
    }),
  ),
  { head: 'Spot takes', align: 'right', cell: ({ state: { spot } }) => (spot === null ? '–' : countText(spot.tasksInterrupted)) },
];

/** Returns a sentence for each reason to pass over steps. */
function passedOverTexts(passedOver: NonNullable<AdviceResult['path']>['passedOver']): string[] {
  return [...new Set(passedOver.map(({ why }) => why))].map((reason) => {
    const titles = passedOver.filter(({ why }) => why === reason).map(({ title }) => title);
    return `${titles.join(', ')} (${reason})`;
  });
}

export function pathNotes({ path, baseAnew, runs, findings, identity }: AdviceResult): string[] {
  if (path === null) return [];
  const { steps, trials, passedOver } = path;
  return [
    `Each step against the scenario with those before it. ✓ and ✗ hold for the ${numberText(steps.length * 8, 0)} comparisons of the steps together (Holm). ${plural(findings.length, 'what-if')} alone, ${trials} with others: ${plural(runs, 'run')} in all, with ${identity.seeds.length} replications each. Spot takes: tasks on Spot capacity that is expected to be taken in a month, moved in time or not.`,
    ...(baseAnew === null ? [] : ['All of the path begins anew, with as many new instances, and is compared with the scenario begun so.']),
    ...(passedOver.length === 0 ? [] : [`Not in it: ${passedOverTexts(passedOver).join('; ')}.`]),
  ];
}
