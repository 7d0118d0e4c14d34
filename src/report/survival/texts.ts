import { MINUTE_MS } from '../../kernel/durations.js';
import { durationText, listText, numberText, percentText, plural, USD_LEAST, usdText, wholeParts } from '../../kernel/quantity-text.js';
import {
  type Criteria,
  type IncidentReport,
  type ReportedAlternative,
  requestedOf,
  survivedWord,
  type ZonesByLetter,
} from '../../record/survival/report.js';
import { LOST_TO, type LostTo, type Survival } from '../../record/survival/survival.js';

/** The words for what missing tasks waited for, as `explain` names it. */
const LOST_TO_TEXTS: Readonly<Record<LostTo, string>> = {
  noInstance: 'they waited for capacity or a network interface, and no instance booted',
  booting: 'their instance was booting',
  starting: 'they were starting: images and containers',
  scaledIn: 'the desired count had been lowered',
  notStarted: 'ECS had not started them',
};

/** A row of the table of an incident: a figure in each of the variants. */
export interface IncidentRow {
  readonly label: string;
  readonly cells: readonly string[];
}

/** @param seeds - The number of seeds; of several the table has the first. */
export function incidentRows(variants: readonly ReportedAlternative[], criteria: Criteria, seeds: number): IncidentRow[] {
  const row = (label: string, cell: (one: ReportedAlternative) => string): IncidentRow => ({ label, cells: variants.map(cell) });
  const hasLoad = variants.some(({ survival }) => survival.requestsLost !== null);
  const count = (label: string, amountOf: (survival: Survival) => number) =>
    variants.some(({ survival }) => amountOf(survival) !== 0) ? [row(label, ({ survival }) => numberText(amountOf(survival), 0))] : [];
  return [
    row(seeds > 1 ? 'Survived, first seed' : 'Survived', ({ survival }) => survivedWord(survival, criteria)),
    row('Task-minutes missing', ({ survival }) => minutesText(survival.shortfallTaskMinutes)),
    row('Minutes without a task', ({ survival }) => minutesText(survival.zeroMinutes)),
    ...(hasLoad ? [row('Requests lost', ({ survival }) => requestsText(survival))] : []),
    row('Recovered after', ({ survival }) => recoveryText(survival)),
    // The bills of instances before and after its end belong together: either part alone depends on when they were launched.
    row('Bill, less that without it', ({ survival }) => moneyText(survival.costDuringUsd + survival.costAfterUsd)),
    ...count('Launches that failed', ({ launchFailures }) => launchFailures),
    ...count('Starts that failed', ({ failedStarts }) => failedStarts),
    ...count('Stopped as unhealthy', ({ healthyTasksStopped }) => healthyTasksStopped),
    ...(variants.some(({ survival }) => survival.deadInstanceHours > 0)
      ? [row('Hours of instances not registered', ({ survival }) => numberText(survival.deadInstanceHours, 1))]
      : []),
    ...(variants.some(({ zones }) => zonesText(zones) !== '') ? [row('Zones', ({ zones }) => zonesText(zones))] : []),
  ];
}

/** Over the seeds: the first of them alone may be an outlier. */
export function meanOf<Key extends 'shortfallTaskMinutes' | 'zeroMinutes' | 'requestsLost'>(
  report: IncidentReport,
  key: Key,
): Survival[Key] {
  return report.seeds.figures.find((one) => one.key === key)?.mean ?? requestedOf(report).survival[key];
}

export function minutesText(minutes: number): string {
  return numberText(minutes, 0, Math.abs(minutes) < 100 ? 1 : 0);
}

/** `1 task-minute`, `2.5 task-minutes`, or `2.5 task-minutes fewer than without the incident`. */
export function taskMinutesText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutesText(size)} task-minute${size === 1 ? '' : 's'}${minutes < 0 ? ' fewer than without the incident' : ''}`;
}

function requestsText({ requestsLost, lostShare }: Survival): string {
  if (requestsLost === null) return '–';
  return lostShare === null ? numberText(requestsLost, 0) : `${numberText(requestsLost, 0)} (${percentText(100 * lostShare, 0, 2)})`;
}

export function recoveryText({ timeToRecoverMs, untilMs, fromMs }: Survival): string {
  if (timeToRecoverMs === null) return `not within ${durationText(untilMs - fromMs)}`;
  return timeToRecoverMs === 0 ? 'at once' : durationText(timeToRecoverMs);
}

/** Formats how much more, or less, this is than without the incident. */
function moneyText(usd: number): string {
  if (Math.abs(usd) < USD_LEAST) return 'the same';
  return `${usd > 0 ? '+' : ''}${usdText(usd)}`;
}

/** Formats the zones of an alternative: A = us-east-1a; several incidents with commas between. */
export function zonesText(zones: ZonesByLetter): string {
  return zones.flatMap((one) => Object.entries(one).map(([letter, zone]) => `${letter} = ${zone}`)).join(', ');
}

export function criteriaText({ zeroMinutes, lostShare, timeToRecoverMs, shortfallTaskMinutes, tolerance }: Criteria): string {
  const zero = zeroMinutes === 0 ? 'is never without a task that serves' : `is without a task for at most ${plural(zeroMinutes, 'minute')}`;
  const missing = shortfallTaskMinutes === null ? '' : `, misses at most ${plural(shortfallTaskMinutes, 'task-minute')}`;
  const short = tolerance === 0 ? 'is short of tasks' : `is short of more than ${percentText(100 * tolerance, 0, 2)} of its tasks`;
  return `A service survives that ${zero}, loses at most ${percentText(100 * lostShare, 0, 2)} of its requests${missing} and has recovered (${short} for the last time) within ${durationText(timeToRecoverMs)}`;
}

/** Returns the sentences under the table. */
export function incidentSentences(report: IncidentReport): string[] {
  return [
    ...lostToSentences(report),
    ...zoneSentences(report),
    ...seedSentences(report),
    ...toleranceSentences(report),
    ...decidedBySentences(report),
    ...blameSentences(report),
    ...operatorSentences(report),
    ...noEffectSentences(report),
  ];
}

/** Sentences beside the table of several scenarios: those of incidentSentences() that explain its figures. */
export function causeSentences(report: IncidentReport): string[] {
  return [...lostToSentences(report), ...decidedBySentences(report), ...noEffectSentences(report)];
}

function lostToSentences(report: IncidentReport): string[] {
  const { survival, variant } = requestedOf(report);
  const { lostTo, shortfallTaskMinutes, isWithoutEffect } = survival;
  const which = report.seeds.count > 1 ? `${variant}, first seed` : variant;
  if (isWithoutEffect) return [`Nothing of it reaches this cluster (${which}): the run is the same with and without it, event by event.`];
  if (shortfallTaskMinutes <= 0) return [];
  // Fewer than without the incident is shown as well: the parts add up to the whole.
  const causes = LOST_TO.filter((cause) => lostTo[cause] !== 0).sort((a, b) => lostTo[b] - lostTo[a]);
  // As many digits as the whole has.
  const scale = shortfallTaskMinutes < 100 ? 10 : 1;
  const parts = wholeParts(causes.map((cause) => scale * lostTo[cause]));
  const shown = causes.flatMap((cause, i) =>
    parts[i] === 0 ? [] : [`${taskMinutesText(parts[i]! / scale)} while ${LOST_TO_TEXTS[cause]}`],
  );
  return shown.length === 0 ? [] : [`Lost to (${which}): ${shown.join('; ')}.`];
}

function decidedBySentences({ decidedBy }: IncidentReport): string[] {
  return decidedBy.length === 0
    ? []
    : [`The verdict depends on ${listText(decidedBy)}: at the other end of its range each alone changes it.`];
}

function zoneSentences({ alternatives, requested, choice, seeds }: IncidentReport): string[] {
  const byZone = alternatives.filter(({ variant }) => variant === requested);
  if (choice === null || byZone.length < 2) return [];
  const each = byZone.map(({ zones, meanShortfallTaskMinutes }) => `${zonesText(zones)} ${minutesText(meanShortfallTaskMinutes)}`);
  const over = seeds.count < 2 ? '' : `, mean of ${seeds.count} seeds`;
  const shown = choice === 'best' ? 'The zone that loses least is shown.' : 'The zone that loses most is shown.';
  return [`Task-minutes missing by zone (${requested}${over}): ${each.join('; ')}. ${shown}`];
}

function seedSentences({ seeds: { count, survived, figures, share }, requested, verdict }: IncidentReport): string[] {
  if (count < 2 || verdict === 'notShown') return [];
  const missing = figures.find(({ key }) => key === 'shortfallTaskMinutes');
  const spread =
    missing === undefined ? '' : `${minutesText(missing.mean)} task-minutes missing on average, ${rangeText(missing)} in 90 % of them; `;
  return [`Over ${count} seeds (${requested}): ${spread}${seedsText({ count, survived, share })}. The table is of the first seed.`];
}

/** Services that scale may differ by a task for hours after they have recovered. */
function toleranceSentences(report: IncidentReport): string[] {
  const { criteria } = report;
  const { survival } = requestedOf(report);
  const { fromMs, untilMs, recoveredAtMs, shortfallTaskMinutes, services } = survival;
  const recovered = { ...survival, services: services.map((one) => ({ ...one, recoveredAtMs: fromMs })) };
  const isDecisive = survivedWord(survival, criteria) === 'no' && survivedWord(recovered, criteria) === 'yes';
  const isLittle = shortfallTaskMinutes * MINUTE_MS < (recoveredAtMs ?? untilMs) - fromMs;
  if (!isDecisive || !isLittle || criteria.tolerance > 0) return [];
  return [
    'The time to recover alone decides, and less than one task was missing on average until then. Services that scale may differ by a task for hours: incident.tolerance=0.1 looks past a tenth of the tasks.',
  ];
}

/** `12 of 20` seeds with which it survived. */
export function survivedText({ seeds: { survived, count }, verdict }: Pick<IncidentReport, 'seeds' | 'verdict'>): string {
  return verdict === 'notShown' ? 'not shown' : `${survived} of ${count}`;
}

/** `0 to 76.5`: between which values 90 % of the seeds lie. */
export function rangeText({ p5, p95 }: { readonly p5: number; readonly p95: number }): string {
  const [low, high] = [minutesText(p5), minutesText(p95)];
  return low === high ? low : `${low} to ${high}`;
}

/** `survived in 12 of 20 (36 to 81 % of all there could be, at 95 % confidence)` */
export function seedsText({ count, survived, share }: Pick<IncidentReport['seeds'], 'count' | 'survived' | 'share'>): string {
  const percent = (share: number) => numberText(100 * share, 0);
  const all =
    survived === count
      ? `at least ${percent(share.low)} %`
      : survived === 0
        ? `at most ${percent(share.high)} %`
        : `${percent(share.low)} to ${percent(share.high)} %`;
  return `survived in ${survived} of ${count} (${all} of all there could be, at 95 % confidence)`;
}

/** Ranks the steps by their harm. */
function blameSentences({ blame, requested, seeds }: IncidentReport): string[] {
  if (blame.length === 0) return [];
  const texts = blame
    .map((one) => ({ ...one, parts: blameParts(one) }))
    .filter(({ parts }) => parts.length > 0)
    .sort((a, b) => b.shortfallTaskMinutes - a.shortfallTaskMinutes || (b.requestsLost ?? 0) - (a.requestsLost ?? 0));
  const idle = blame.filter((one) => blameParts(one).length === 0).map(({ step }) => step);
  const which = seeds.count > 1 ? `${requested}, first seed` : requested;
  if (texts.length === 0) return [`Left out alone (${which}): no step changes what is lost.`];
  const same = idle.length === 0 ? '' : ` As much is lost without ${listText(idle)}.`;
  const each = texts.map(({ step, parts }) => `without ${step} ${listText(parts)}`).join('; ');
  return [`Left out alone (${which}): ${each}. The differences need not add up.${same}`];
}

function blameParts({ shortfallTaskMinutes, zeroMinutes, requestsLost }: IncidentReport['blame'][number]): string[] {
  const part = (amount: number, text: string, what: string) => (text === '0' ? [] : [`${text} ${what} ${amount > 0 ? 'fewer' : 'more'}`]);
  return [
    ...part(shortfallTaskMinutes, minutesText(Math.abs(shortfallTaskMinutes)), 'task-minutes'),
    ...part(zeroMinutes, minutesText(Math.abs(zeroMinutes)), 'minutes without a task'),
    ...(requestsLost === null ? [] : part(requestsLost, numberText(Math.abs(requestsLost), 0), 'lost requests')),
  ];
}

function operatorSentences({ incidents }: IncidentReport): string[] {
  const steps = incidents.flatMap(({ operator }) => operator);
  const texts = steps.map(({ afterMs, set }) => {
    const values = Object.entries(set).map(([path, value]) => `${path} to ${value}`);
    return `${durationText(afterMs)} after the first step ${listText(values)}`;
  });
  return texts.length === 0 ? [] : [`An operator sets, with the incident alone: ${texts.join('; ')}.`];
}

function noEffectSentences({ incidents }: IncidentReport): string[] {
  const idle = incidents.flatMap(({ steps }) => steps.filter(({ why }) => why !== null));
  if (idle.length === 0) return [];
  const reasons = [...new Set(idle.map(({ why }) => why!))];
  const texts = reasons.map((why) => `${listText(idle.filter((step) => step.why === why).map(({ id }) => id))} (${why})`);
  const isBound = idle.some(isUnnamedDependency);
  return [
    `No effect here: ${texts.join('; ')}.${isBound ? ' Requests that fail by a dependency are not in these figures: losses of requests are a lower bound.' : ''}`,
  ];
}

/** Something failed that tasks may depend on, and no service has it among its dependencies. */
function isUnnamedDependency({ type, why }: { readonly type: string; readonly why: string | null }): boolean {
  return why !== null && (type === 'dependencyDown' || type === 'dnsDown');
}

/** The condition of a survival where something failed and no service names it. */
export function conditionText({ incidents }: IncidentReport): string {
  const isSilent = incidents.some(({ steps }) => steps.some(isUnnamedDependency));
  return isSilent ? ' if its services depend on nothing that failed: none says that it does' : '';
}

/** States that the other figures of a run include the incident. */
export function otherFiguresSentence(report: IncidentReport): string {
  const { variant, zones } = requestedOf(report);
  const where = [variant, zonesText(zones)].filter((part) => part !== '').join(', ');
  return `The other figures of the run are with the incident (${where}), and so is the cost a month.`;
}

/** States that the run sees a part of the incidents alone: a verdict on the rest would be an all-clear that is not shown. */
export function cutSentences({ incidents }: IncidentReport): string[] {
  const cut = incidents.reduce((sum, { cutSteps }) => sum + cutSteps, 0);
  if (cut === 0) return [];
  return [
    `The run ends before ${cut === 1 ? 'a step' : `${cut} steps`} of the incident ${cut === 1 ? 'is' : 'are'} over: no figure counts what follows.`,
  ];
}

/** A cluster that an incident does not reach has shown nothing by its survival. */
function untouchedText(report: IncidentReport): string {
  if (!requestedOf(report).survival.isWithoutEffect) return '';
  return `, and nothing of it reaches the cluster${report.seeds.count > 1 ? ' with the first seed' : ''}`;
}

/** States the incidents with their times and places. */
export function headSentences(report: IncidentReport): string[] {
  const { incidents, verdict, seeds, requested } = report;
  // The table is of one seed, so all of its answers may be yes.
  const share = verdict === 'depends' && seeds.count > 1 ? `: with ${seeds.survived} of ${seeds.count} seeds it does (${requested})` : '';
  const condition = verdict === 'survived' ? conditionText(report) : '';
  const cut = cutSentences(report);
  const who = cut.length > 0 ? 'As far as the run goes, the cluster' : 'The cluster';
  const end = {
    survived: `${who} survives it${condition}${untouchedText(report)}`,
    depends: `${who} may or may not survive it${share}`,
    lost: `${who} does not survive it`,
    notShown: 'No service desires a task then: whether the cluster survives it is not shown',
  }[verdict];
  const texts = incidents.map(({ id, title, region, transplantedTo, steps }) => {
    const from = durationText(steps[0]!.fromMs);
    const moved = transplantedTo === null ? '' : ` It was in ${region}; the same faults are laid over this cluster in ${transplantedTo}.`;
    return `${id}: ${title}. It begins ${from} into the run. ${end}.${moved}`;
  });
  return [...texts, ...cut];
}
