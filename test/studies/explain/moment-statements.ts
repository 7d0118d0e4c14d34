import { clockText, durationText, numberText } from '../../../src/kernel/quantity-text.js';
import { form, oneOf, type Statement } from './account.js';
import { cell } from './drawn-run.js';
import type { Evidence, ScalerEvaluation } from './evidence.js';
import { serviceEvaluation } from './service-evaluation.js';

/** The time in question; null: the whole run, of the scaler of one capacity provider. */
export interface OfMoment {
  readonly of: Evidence;
  readonly atMs: number | null;
  readonly provider: number | null;
}

const clock = clockText;
const long = durationText;
const count = (n: number) => numberText(n, 0, 3);

/** Each number of each sentence on the inputs of scalers. Statements of one paragraph are about the provider that it begins with. */
export const MOMENT_STATEMENTS: readonly Statement<OfMoment>[] = [
  { form: form('^(?:The inputs of scalers at|At) {t}'), numbers: ({ atMs }) => [clock(atMs!)] },
  {
    form: form('evaluate every {d} \\(\\S+\\), the first time at {t}'),
    numbers: ({ of }) => [long(of.run.setup.scaler.evaluationIntervalMs), clock(of.run.setup.scaler.firstEvaluationMs)],
  },
  { form: form('had not evaluated yet at {t}'), numbers: ({ atMs }) => [clock(atMs!)] },
  {
    form: form(
      '(\\S+) at {t}: M = {n} \\({n} instances? with tasks(?:(?:, | and ){n} that waiting tasks will go to)?(?:(?:, | and ){n} more that {n} waiting tasks? would need \\(\\S+\\))?\\), N = {n}; .*? of {n} % \\(\\S+\\), (above|at|below) the target of {n} %',
    ),
    numbers: (about, found) => measured(about, evaluationAt(about, found)),
  },
  {
    form: form(
      '(\\S+) at {t}: M = .*High alarm (\\S+): {n} points? above, {n} needed \\(\\S+\\); low alarm (\\S+): {n} points? below, {n} needed \\(\\S+\\)\\. DesiredCapacity (?:{n} -> {n}|stays {n}): ',
    ),
    numbers: (about, found) => alarms(about, evaluationAt(about, found)),
  },
  {
    form: form('(\\S+) at {t}: M = .*DesiredCapacity .*?(?<=[:;] ){n} are wanted(?:.*?(maxSize|minSize) is {n})?'),
    numbers: (about, found) => {
      const evaluation = evaluationAt(about, found);
      const spec = about.of.run.setup.capacityProviders[evaluation.provider];
      return [
        null,
        clock(cell(evaluation.row, 'time_ms')!),
        count(wanted(about, evaluation)),
        null,
        count(found[3] === 'minSize' ? spec.minSize : spec.maxSize),
      ];
    },
  },
  {
    form: form('(\\S+) at {t}: M = .*: the (?:high|low) alarm has counted {n} of {n} points (above|in a row below)'),
    numbers: (about, found) => {
      const { highDatapoints, lowDatapoints } = about.of.run.setup.scaler;
      const evaluation = evaluationAt(about, found);
      const [high, low] = points(about, evaluation);
      return [null, found[1]!, ...(found[4] === 'above' ? [count(high), count(highDatapoints)] : [count(low), count(lowDatapoints)]), null];
    },
  },
  {
    form: form('(\\S+) at {t}: M = .*the youngest instance came (?:at {t}|{d} before the run), {d} ago, and the warm-up takes {d}'),
    numbers: (about, found) => {
      const { provider, row, rowIndex } = evaluationAt(about, found);
      const nowMs = cell(row, 'time_ms')!;
      const own = about.of.history
        .of(provider, rowIndex)
        .filter(({ standing }) => !isGoing(standing.at(rowIndex)) && !standing.at(rowIndex).isPooled);
      const youngest = Math.max(...own.map((box) => about.of.cameMs(box, nowMs)));
      return [
        null,
        clock(nowMs),
        clock(youngest),
        long(-youngest),
        long(nowMs - youngest),
        long(about.of.run.setup.capacityProviders[provider].managedScaling.warmupMs),
      ];
    },
  },
  {
    form: form(
      '(\\S+) at {t}: M = .*the last scale-out was (?:at {t}|{d} before the run)(?:, the last of its instances was there at {t})?, and scale-in waits {d}',
    ),
    numbers: (about, found) => {
      const evaluation = evaluationAt(about, found);
      const last = lastStep(about, evaluation, 1);
      return [
        null,
        found[1]!,
        clock(last),
        long(-last),
        found[4] === undefined ? '' : lastRegistered(about, evaluation),
        long(about.of.run.setup.scaler.scaleInAfterScaleOutMs),
      ];
    },
  },
  {
    form: form('(\\S+) at {t}: M = .*the last step was (?:at {t}|{d} before the run), and there is one in {d}'),
    numbers: (about, found) => {
      const last = lastStep(about, evaluationAt(about, found), -1);
      return [null, found[1]!, clock(last), long(-last), long(about.of.run.setup.scaler.scaleInIntervalMs)];
    },
  },
  {
    form: form('(\\S+) at {t}: M = .*one step takes at most {n} % of N = {n}'),
    numbers: (about, found) => {
      const { row } = evaluationAt(about, found);
      return [null, found[1]!, count(100 * about.of.run.setup.scaler.scaleInShareMax), count(cell(row, 'running')!)];
    },
  },
  {
    form: form('(\\S+) at {t}: M = .*; DesiredCapacity is {n} already'),
    numbers: (about, found) => [null, found[1]!, count(cell(evaluationAt(about, found).row, 'desired')!)],
  },
];

/** Each number of each sentence on what kept a group from scaling in. */
export const SCALE_IN_STATEMENTS: readonly Statement<OfMoment>[] = [
  ...MOMENT_STATEMENTS,
  {
    form: form('evaluated {n} times? \\(\\S+\\) and (?:never scaled in|scaled in {n} times?, by {n} instances? in all); in {n} of them'),
    numbers: ({ of, provider }) => {
      const evaluations = of.evaluationsOf(provider!);
      const steps = of
        .stepsOf(provider!)
        .map((row) => cell(row, 'from_desired')! - cell(row, 'to_desired')!)
        .filter((step) => step > 0);
      const removed = steps.reduce((sum, step) => sum + step, 0);
      return [
        evaluations.length,
        steps.length,
        removed,
        evaluations.filter(({ rowIndex }) => of.standsAt(provider!, rowIndex, 'without tasks').length > 0).length,
      ].map(count);
    },
  },
  {
    form: form('^- {n} times?, (?:at {t}|from {t} to {t}): .*: (\\S+) \\('),
    numbers: ({ of, provider }, found) => {
      const own = of.evaluationsOf(provider!).filter((evaluation) => of.reasonAt(evaluation) === found[4]);
      const times = own.map(({ row }) => clock(cell(row, 'time_ms')!));
      return [count(own.length), times[0] ?? 'never', times[0] ?? 'never', times.at(-1) ?? 'never', null];
    },
  },
];

function evaluationAt({ of }: OfMoment, [name, time]: readonly (string | undefined)[]): ScalerEvaluation {
  const provider = of.run.setup.capacityProviders.findIndex((spec) => of.blank(spec.name) === name);
  return of.evaluationsOf(provider).find(({ row }) => clock(cell(row, 'time_ms')!) === time)!;
}

function isGoing({ isDraining, isLeaving }: { readonly isDraining: boolean; readonly isLeaving: boolean }): boolean {
  return isDraining || isLeaving;
}

/** M, N, waiting tasks and the metric of the files; the parts of M add up to it. */
function measured({ of }: OfMoment, evaluation: ScalerEvaluation): (string | null)[] {
  const { provider, row, rowIndex } = evaluation;
  const { scaler, capacityProviders } = of.run.setup;
  const { minimumStep, maximumStep, targetPercent } = capacityProviders[provider].managedScaling;
  const [needed, running, waiting] = ['needed', 'running', 'waiting'].map((column) => cell(row, column)!);
  const own = of.history.of(provider, rowIndex).filter(({ standing }) => !standing.at(rowIndex).isPooled);
  // One that a user drains stays in DesiredCapacity, and in N.
  const inN = own.filter(({ standing }) => {
    const { isDraining, isDrainedByUser, isLeaving } = standing.at(rowIndex);
    return scaler.drainingInstances !== 'ignored' || !isGoing({ isDraining: isDraining && !isDrainedByUser, isLeaving });
  });
  const busy = inN.filter((box) => (scaler.launchTypeBusy ? box.guests : box.strategyGuests).at(rowIndex) > 0).length;
  // The files do not have the needs of waiting tasks: as many instances as M has beyond the busy ones, in steps of the provider.
  const { newlyBusy, add } = of.demandAt(evaluation);
  const step = add === 0 ? 0 : Math.min(Math.max(add, minimumStep), Math.max(maximumStep, add < minimumStep ? minimumStep : 0));
  const base = scaler.whenAdding === 'all-plus-step' && add > 0 ? running : busy + newlyBusy;
  const isRight = base + step === needed && newlyBusy <= inN.length - busy && add <= waiting;
  const percent = of.percentSeen(evaluation);
  const standing = percent > targetPercent + 1e-9 ? 'above' : percent < targetPercent - 1e-9 ? 'below' : 'at';
  const sum = (n: number) => (isRight ? count(n) : `a part of ${needed} beside ${busy} busy`);
  return [
    null,
    clock(cell(row, 'time_ms')!),
    count(needed),
    count(busy),
    sum(newlyBusy),
    sum(add),
    count(waiting),
    count(running),
    count(percent),
    standing,
    count(targetPercent),
  ];
}

/** Points in a row above and below the target that the alarms have counted, from the files. */
function points({ of }: OfMoment, { provider, row }: ScalerEvaluation): [high: number, low: number] {
  const { targetPercent, isEnabled } = of.run.setup.capacityProviders[provider].managedScaling;
  if (!isEnabled) return [0, 0];
  const before = of.evaluationsOf(provider).filter((evaluation) => cell(evaluation.row, 'time_ms')! <= cell(row, 'time_ms')!);
  const signs = before.map((evaluation) => Math.sign(Math.round(1e6 * (of.percentSeen(evaluation) - targetPercent))));
  // A present state has counted some before the run.
  const before0 = of.run.setup.present?.groups[provider].scaler;
  const inARow = (sign: number, already = 0) => {
    const other = signs.findLastIndex((one) => one !== sign);
    return signs.length - 1 - other + (other < 0 ? already : 0);
  };
  // The newest point waits for the end of its minute.
  const open = of.run.setup.scaler.newestPoint === 'waits' ? 1 : 0;
  const counted = (inAll: number) => Math.max(0, inAll - open);
  return [counted(inARow(1, before0?.highPoints)), counted(inARow(-1, before0?.lowPoints))];
}

function alarms(about: OfMoment, evaluation: ScalerEvaluation): (string | null)[] {
  const { highDatapoints, lowDatapoints } = about.of.run.setup.scaler;
  const [high, low] = points(about, evaluation);
  const state = (isOn: boolean) => (isOn ? 'ALARM' : 'OK');
  const desired = about.of.history.desired[evaluation.provider];
  const [from, to] = [desired.at(evaluation.rowIndex), cell(evaluation.row, 'desired')!].map(count);
  return [
    null,
    clock(cell(evaluation.row, 'time_ms')!),
    state(high >= highDatapoints),
    count(high),
    count(highDatapoints),
    state(low >= lowDatapoints),
    count(low),
    count(lowDatapoints),
    from,
    to,
    from,
  ];
}

/** ceil(M / target), by whole numbers. */
function wanted({ of }: OfMoment, evaluation: ScalerEvaluation): number {
  const { targetPercent } = of.run.setup.capacityProviders[evaluation.provider].managedScaling;
  const running = cell(evaluation.row, 'running')!;
  if (running === 0 && of.run.setup.scaler.fromZero === 'two') return 2;
  return Math.ceil((of.percentSeen(evaluation) * Math.max(running, 1)) / targetPercent - 1e-9);
}

/** When DesiredCapacity was raised or lowered last: in the run, or before it. */
function lastStep({ of }: OfMoment, { provider, row }: ScalerEvaluation, sign: 1 | -1): number {
  const before = of.stepsOf(provider).filter((step) => cell(step, 'time_ms')! < cell(row, 'time_ms')!);
  const last = before.findLast((step) => Math.sign(cell(step, 'to_desired')! - cell(step, 'from_desired')!) === sign);
  const scaler = of.run.setup.present?.groups[provider].scaler;
  return (last === undefined ? (sign > 0 ? scaler?.lastRaiseMs : scaler?.lastScaleInMs) : cell(last, 'time_ms')) ?? Number.NaN;
}

function lastRegistered({ of }: OfMoment, { row }: ScalerEvaluation): string {
  return oneOf([], of.rows('instanceRegistered', ['time_ms'], ['t'], (one) => cell(one, 'time_ms')! <= cell(row, 'time_ms')!).reverse())[0];
}

/** Each number of the lines on how the instances of one provider stood, and of those on the scalers of services. */
export function linesOfMoment(
  about: OfMoment & { readonly at: () => readonly [provider: number, row: number] },
): readonly Statement<OfMoment>[] {
  return [
    {
      form: form('^- {n} ([^:]*?)(?:: (?:may go|protected))?(?: \\(\\S+\\))?: instances? ((?:\\d+, )*\\d+)(?: and {n} more)?$'),
      numbers: ({ of }, found) => {
        const [provider, row] = about.at();
        return of.standingLine(found, { provider, row });
      },
    },
    {
      form: form('^- with the fewest tasks: ((?:(?:, | and )?instance \\d+ with \\d+ tasks?)+)'),
      numbers: ({ of }) => {
        const [provider, row] = about.at();
        const busy = of.history.of(provider, row).filter(({ guests }) => guests.at(row) > 0);
        const fewest = busy.sort((a, b) => a.guests.at(row) - b.guests.at(row) || a.instance - b.instance).slice(0, 3);
        const words = fewest.map(
          ({ instance, guests }) => `instance ${instance} with ${guests.at(row)} task${guests.at(row) === 1 ? '' : 's'}`,
        );
        return [words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`];
      },
    },
    {
      form: form(
        '^The scaler of (\\S+) at {t}: (?:no data|(\\S+) saw (\\S+) {n} last, alarm \\S+); {n} tasks? running \\(\\S+\\), {n} wanted, bounds {n} to {n}(?:, scale-out cooldown until {t})?(?:, scale-in cooldown until {t})?; desired count (?:{n} -> {n}|stays {n}): (\\S+) ',
      ),
      numbers: ({ of }, found) => serviceEvaluation(of, found),
    },
  ];
}
