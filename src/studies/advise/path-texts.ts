import { numberText, plural } from '../../report/text.js';
import { meanText } from '../compare/comparison-texts.js';
import { effectText, monthText, savedText } from './effect-texts.js';
import { ADVICE_SPECS, type AdviceBase, type AdvicePath, type AdviceResult, type Finding, type Grade, type PathStep } from './result.js';
import { countText, spotSentences } from './spot-texts.js';

const OTHERS = ['wait', 'below', 'risk'] as const;

/** The answer: what to do, what it brings and how sure that is, what may go wrong, and what is left without that. */
export function pathSentences(result: AdviceResult): string[] {
  const { path, identity, findings } = result;
  if (path === null)
    return [
      `Nothing that was tried is shown to improve ${identity.name} without making something worse: ${plural(findings.length, 'what-if')}, ${plural(identity.seeds.length, 'replication')} each.`,
    ];
  const last = path.steps.at(-1)!;
  const safe = path.steps.filter(({ total }) => total.verdict !== 'risks').at(-1);
  const { spot } = last.state;
  const isRisky = last.total.verdict === 'risks';
  return [
    doSentence(last, path.base, identity.seeds.length),
    ...confirmedSentences(path, identity.seeds.length),
    ...conditionSentences(last, findings),
    ...(isRisky ? [`At risk: ${[...worsening(last.total), ...(spot === null ? [] : spotSentences(spot))].join(' ')}`] : []),
    ...(isRisky && safe !== undefined ? [`Without that risk: ${stateText(safe, path.base)}.`] : []),
    ...(isRisky && safe === undefined ? ['Nothing is shown to help without that risk.'] : []),
  ];
}

function doSentence(step: PathStep, base: AdviceBase, replications: number): string {
  const others = OTHERS.map((metric) => {
    const [now, before] = [step.state, base].map(({ metrics }) => meanText(ADVICE_SPECS[metric], metrics[metric]));
    const label = ADVICE_SPECS[metric].label.toLowerCase();
    const grade = step.total.grades[metric];
    return grade === 'same' ? `${label} ${before} as before` : `${label} ${now} instead of ${before} (${GRADE_TEXT[grade]})`;
  });
  return `Do ${stateText(step, base)}; ${others.join('; ')}: ${plural(replications, 'replication')}.`;
}

const GRADE_TEXT: Readonly<Record<Grade, string>> = {
  better: 'shown better',
  worse: 'shown worse',
  mayWorsen: 'may be worse',
  notShown: 'no change shown',
  same: '',
};

/** `A and B: $X a month instead of $Y (−14.7 % ± 0.5)`. */
function stateText({ total, state }: PathStep, base: AdviceBase): string {
  const money =
    state.usdPerMonth === null || base.usdPerMonth === null
      ? ''
      : `: ${monthText(state.usdPerMonth)} a month instead of ${monthText(base.usdPerMonth)}`;
  return `${total.title}${money} (${effectText('cost', total).replace(/ ✓$/, ', shown')})`;
}

/** What must be true, and what to do instead if it is not. */
function conditionSentences({ total }: PathStep, findings: readonly Finding[]): string[] {
  if (total.onlyIf === null) return [];
  const conditional = findings.find(({ onlyIf, title }) => onlyIf !== null && total.title.includes(title));
  const instead = findings.find(({ slot, onlyIf, verdict }) => slot === conditional?.slot && onlyIf === null && verdict === 'saves');
  const other = instead === undefined ? '' : ` Else ${instead.title} saves ${savedText(instead).replace(/ ✓$/, '')} a month alone.`;
  return [`Only if ${total.onlyIf}.${other}`];
}

function worsening({ grades }: Finding): string[] {
  const hinted = OTHERS.filter((metric) => grades[metric] === 'mayWorsen').map((metric) => ADVICE_SPECS[metric].label.toLowerCase());
  return hinted.length === 0 ? [] : [`${hinted.join(' and ')} may get worse.`];
}

function confirmedSentences({ confirmed }: AdvicePath, replications: number): string[] {
  const last = confirmed.at(-1);
  if (last === undefined) return [];
  const { finding } = last;
  const who = `${plural(replications, 'other replication')}, with which nothing was chosen,`;
  if (finding.grades.cost === 'better') return [`${who} save ${savedText(finding).replace(/ ✓$/, '')} a month.`];
  return finding.grades.cost === 'same' ? [] : [`${who} do not show the saving: ${savedText(finding)} a month.`];
}

interface StepColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  cell(step: PathStep, number: number): string;
}

/** What each step adds to those before it. */
export const STEP_COLUMNS: readonly StepColumn[] = [
  { head: '', align: 'right', cell: (_, number) => String(number) },
  { head: 'Then', align: 'left', cell: ({ added }) => added.title },
  { head: 'saves more', align: 'right', cell: ({ added }) => savedText(added) },
  { head: 'a month', align: 'right', cell: ({ state }) => (state.usdPerMonth === null ? '–' : monthText(state.usdPerMonth)) },
  ...OTHERS.map(
    (metric): StepColumn => ({ head: ADVICE_SPECS[metric].label, align: 'right', cell: ({ added }) => effectText(metric, added) }),
  ),
  { head: 'Spot takes', align: 'right', cell: ({ state: { spot } }) => (spot === null ? '–' : countText(spot.tasksInterrupted)) },
];

export function pathNotes({ path, runs, findings, identity }: AdviceResult): string[] {
  if (path === null) return [];
  const { steps, trials, passedOver } = path;
  return [
    `Each step against the scenario with those before it. ✓ and ✗ hold for the ${numberText(steps.length * 8, 0)} comparisons of the steps together (Holm). ${plural(findings.length, 'what-if')} alone, ${trials} with others: ${plural(runs, 'run')} in all, with ${identity.seeds.length} replications each. Spot takes: tasks that are expected to be interrupted in a month.`,
    ...(passedOver.length === 0 ? [] : [`Not in it: ${passedOver.map(({ title, why }) => `${title} (${why})`).join('; ')}.`]),
  ];
}
