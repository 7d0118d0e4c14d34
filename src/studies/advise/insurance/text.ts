import { type Column, headLine, textTable } from '../../../cli/text-table.js';
import { listText, numberText, percentText, usdText } from '../../../kernel/quantity-text.js';
import { requestedOf } from '../../../record/survival/report.js';
import { column } from '../../../record/tables/column.js';
import { tableText } from '../../../report/csv/table.js';
import { type Html, html } from '../../../report/html/escape.js';
import { type PageParts, page, paragraphs, section } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import { incidentJson } from '../../../report/survival/files.js';
import { incidentSection } from '../../../report/survival/page.js';
import { incidentText } from '../../../report/survival/terminal.js';
import {
  conditionText,
  cutSentences,
  meanOf,
  minutesText,
  recoveryText,
  seedsText,
  survivedText,
  taskMinutesText,
} from '../../../report/survival/texts.js';
import { type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { assignmentText } from '../../../run/assignment.js';
import { engineVersion } from '../../../run/engine-version.js';
import type { InsuranceResult, Tried } from './result.js';
import { AS_IT_IS, premiumText, triedName } from './words.js';
import { insuredInWorldsJson, insuredInWorldsSection, insuredInWorldsText } from './world-texts.js';

function requestsText({ report }: Tried): string {
  const { survival } = requestedOf(report);
  const lost = report.seeds.figures.find(({ key }) => key === 'requestsLost')?.mean ?? survival.requestsLost;
  if (lost === null || lost === undefined) return '–';
  return survival.lostShare === null ? numberText(lost, 0) : `${numberText(lost, 0)} (${percentText(100 * survival.lostShare, 0, 2)})`;
}

function columnsOf({ base, front, cheapest }: InsuranceResult): Column<Tried>[] {
  const hasLoad = requestedOf(base.report).survival.requestsLost !== null;
  const right = (head: string, cell: Column<Tried>['cell']): Column<Tried> => ({ head, align: 'right', cell });
  return [
    { head: '\nInsurance', cell: (one) => `${one === cheapest ? '* ' : front.includes(one) ? '- ' : '  '}${triedName(one)}` },
    right('USD\na month', premiumText),
    right('task-min\nmissing', (one) => minutesText(meanOf(one.report, 'shortfallTaskMinutes'))),
    right('min with-\nout a task', (one) => minutesText(meanOf(one.report, 'zeroMinutes'))),
    ...(hasLoad ? [right('requests\nlost', requestsText)] : []),
    right('recovered\nafter', ({ report }) => recoveryText(requestedOf(report).survival)),
    right('sur-\nvived', ({ report }) => survivedText(report)),
  ];
}

function sorted({ base, tried }: InsuranceResult): Tried[] {
  return [base, ...[...tried].sort((a, b) => a.loss - b.loss || a.premiumUsd - b.premiumUsd)];
}

function insuranceSentences(result: InsuranceResult): string[] {
  const { base, cheapest, front, tried, notTried } = result;
  const ids = listText(base.report.incidents.map(({ id }) => id));
  const steps = front.map(
    (one) => `${triedName(one)} ${one.insurances.length === 0 ? '' : `(${premiumText(one)} a month) `}${lossText(one)}`,
  );
  return [
    base.report.verdict === 'notShown'
      ? `No service desires a task during a day like ${ids}: whether the cluster survives it is not shown.`
      : base.hasSurvived
        ? `${cutSentences(base.report).length > 0 ? 'As far as the run goes, it survives as it is' : 'As it is it survives'} a day like ${ids} (${base.report.requested})${conditionText(base.report)}. It ${seedsText(base.report.seeds)}.`
        : cheapest === null
          ? `Nothing that was tried survives a day like ${ids} with each of ${base.report.seeds.count} seeds. The least is lost with ${triedName(front.at(-1)!)}: ${lossText(front.at(-1)!)}.`
          : `The cheapest that survives a day like ${ids}: ${cheapest.insurances.map(({ title }) => title).join(', and ')}, for ${premiumText(cheapest)} a month: it ${seedsText(cheapest.report.seeds)}; ${lossText(cheapest)} against ${lossText(base)}.`,
    `Money against loss, from the cheapest on: ${steps.join('; ')}. No other has both a lower premium and a lower loss.`,
    ...shownSentences(result),
    ...chanceSentences(result),
    ...volumeSentences(result),
    ...unsureSentences(tried),
    ...(notTried.length === 0 ? [] : [`Not tried: ${notTried.map(({ title, why }) => `${title} (${why})`).join('; ')}.`]),
    'The premium is for days without an incident. Drydock does not guess how often such a day comes.',
  ];
}

/** Says which losses are shown to differ and which chance may explain. Changes that lose more are named: advice must not hide them. */
function shownSentences({ base, tried, front, cheapest, shown, seeds }: InsuranceResult): string[] {
  const sentence = (lead: string, named: readonly Tried[]) => (named.length === 0 ? [] : [`${lead}: ${listText(named.map(triedName))}.`]);
  const advised = tried.filter((one) => (front.includes(one) || one === cheapest) && one.loss < base.loss);
  const more = tried.filter(({ loss, insurances }) => insurances.length === 1 && loss > base.loss);
  const isUnsure = (one: Tried) => !shown.less.includes(one) && !shown.more.includes(one);
  return [
    ...sentence(
      `Shown to lose less than as it is, over ${seeds} seeds`,
      advised.filter((one) => shown.less.includes(one)),
    ),
    ...sentence(`Not shown to lose less than as it is, for with ${seeds} seeds chance may do so`, advised.filter(isUnsure)),
    ...sentence(
      'Shown to lose more than as it is',
      more.filter((one) => shown.more.includes(one)),
    ),
    ...sentence('Lost more than as it is, which chance may explain', more.filter(isUnsure)),
  ];
}

function volumeSentences({ tried, isVolumeBilled }: InsuranceResult): string[] {
  const isPooled = tried.some(({ insurances }) => insurances.some(({ id }) => id === 'warm-stopped'));
  return isPooled && !isVolumeBilled
    ? [
        'AWS bills the volumes of stopped instances in a warm pool. The premium of warm-stopped leaves them out: billing.items.rootVolume adds them.',
      ]
    : [];
}

/** Names the premiums that chance alone may explain. */
function chanceSentences({ tried, front, cheapest, seeds }: InsuranceResult): string[] {
  const named = tried.filter((one) => front.includes(one) || one === cheapest);
  const within = named.filter(
    ({ premiumUsd, premiumHalfWidth }) => Math.abs(premiumUsd) >= 0.005 && Math.abs(premiumUsd) <= premiumHalfWidth,
  );
  if (within.length === 0) return [];
  const each = within.map((one) => `${triedName(one)} (${premiumText(one)} ± ${usdText(one.premiumHalfWidth)})`);
  return [`Within the luck of ${seeds} seeds, so that they may cost more a month or less: ${listText(each)}.`];
}

/** Days that an insurance is known to make worse (I.MON-11); the day that was tried is no evidence for them. */
const UNSURE: Readonly<Record<string, string>> = {
  'more-types': 'launches that fail by chance draw anew for each type',
  'long-grace': 'requests go on to targets that are truly bad',
  'fargate-part': 'it is lost on a day on which Fargate fails',
  'third-zone': 'the zone that is added may be the one that fails',
};

function unsureSentences(tried: readonly Tried[]): string[] {
  const known = tried.flatMap(({ insurances }) =>
    insurances.length === 1 && UNSURE[insurances[0]!.id] !== undefined ? [insurances[0]!.id] : [],
  );
  return known.length === 0 ? [] : [`On another day these may lose more: ${listText(known.map((id) => `${id} (${UNSURE[id]})`))}.`];
}

function lossText(one: Tried): string {
  const lost = requestedOf(one.report).survival.requestsLost === null ? '' : `, ${requestsText(one)} requests lost`;
  return `${taskMinutesText(meanOf(one.report, 'shortfallTaskMinutes'))} missing${lost}`;
}

export function insuranceText(result: InsuranceResult, style: TerminalStyle): string {
  return `${[
    incidentText(result.base.report, style),
    '',
    wrap(
      `Insurance, each with ${result.seeds} seeds (${result.base.report.requested}); - is on the front of money and loss, * the cheapest that survives with every seed:`,
      style.width,
    ),
    ...textTable(sorted(result), columnsOf(result), style.width),
    '',
    ...[...insuranceSentences(result), ...titleSentences(result)].map((sentence) => wrap(sentence, style.width)),
    ...settingLines(result, style),
    ...(result.inWorlds === null ? [] : ['', insuredInWorldsText(result.inWorlds, style)]),
  ].join('\n')}\n`;
}

/** Describes the insurances of the front and the cheapest; the page describes all. */
function titleSentences({ front, cheapest }: InsuranceResult): string[] {
  const shown = [...front, ...(cheapest === null || front.includes(cheapest) ? [] : [cheapest])];
  const all = new Map(shown.flatMap(({ insurances }) => insurances.map(({ id, title }) => [id, title] as const)));
  return all.size === 0 ? [] : [`What they are: ${[...all].map(([id, title]) => `${id}, ${title}`).join('; ')}.`];
}

/** Returns the settings of the cheapest. */
function settingLines({ cheapest }: InsuranceResult, { width }: TerminalStyle): string[] {
  if (cheapest === null || cheapest.insurances.length === 0) return [];
  const lines = cheapest.insurances.flatMap(({ set }) => set.map(({ path, value }) => `  --set ${path}=${value}`));
  return ['', 'Its settings:', ...lines.map((line) => (line.length > 2 * width ? `${line.slice(0, 2 * width)}...` : line))];
}

export function insurancePage(result: InsuranceResult, parts: PageParts): string {
  const columns = columnsOf(result);
  const heads = columns.map(({ head }) => headLine(head));
  const rows = sorted(result).map((one) => html`<tr>${columns.map(({ cell, align }) => cellOf(cell(one), align))}</tr>`);
  const lead = html`<p class="lead">${insuranceSentences(result)[0]}</p>`;
  const titles = result.tried
    .filter(({ insurances }) => insurances.length === 1)
    .map(({ insurances: [one] }) => html`<li>${one!.id}: ${one!.title}</li>`);
  const sections = [
    ...section(
      'Insurance',
      table(heads, rows, { order: 'fixed' }),
      html`<p class="note">- is on the front of money and loss, * the cheapest that survives. Figures are means over ${result.seeds} seeds.</p>`,
      paragraphs([...cutSentences(result.base.report), ...insuranceSentences(result).slice(1)]),
      html`<details><summary>What each is</summary><ul class="facts">${titles}</ul></details>`,
    ),
    ...(result.inWorlds === null ? [] : insuredInWorldsSection(result.inWorlds)),
    ...incidentSection(result.base.report, AS_IT_IS),
    ...(result.cheapest === null || result.cheapest.insurances.length === 0
      ? []
      : incidentSection(result.cheapest.report, triedName(result.cheapest))),
    ...section('How it was computed', html`<p><code>${parts.command}</code></p>`),
  ];
  return page({ title: `Insurance of ${result.name}`, lead }, sections, { charts: [], parts });
}

function cellOf(text: string, align: Column<Tried>['align']): Html {
  return align === 'right' ? html`<td>${text}</td>` : html`<th scope="row">${text}</th>`;
}

/** insurance.csv: a row for each that was tried. */
export function insuranceCsv(result: InsuranceResult): string {
  const { front, cheapest } = result;
  const figure = (name: string, unit: string, cell: (one: Tried) => number | null) => column<Tried>(name, unit, '', cell);
  const columns = [
    column<Tried>('insurance', '', '', triedName),
    column<Tried>('title', '', '', ({ insurances }) => insurances.map(({ title }) => title).join('; ')),
    figure('premium_usd_per_month', 'USD', ({ premiumUsd }) => Math.round(premiumUsd * 1e6) / 1e6),
    figure('premium_half_width_usd', 'USD', ({ premiumHalfWidth }) => Math.round(premiumHalfWidth * 1e6) / 1e6),
    figure('shortfall_task_minutes', 'task-minutes', (one) => meanOf(one.report, 'shortfallTaskMinutes')),
    figure('zero_minutes', 'min', (one) => meanOf(one.report, 'zeroMinutes')),
    figure('requests_lost', 'requests', ({ report }) => report.seeds.figures.find(({ key }) => key === 'requestsLost')?.mean ?? null),
    figure('seeds', '', ({ report }) => report.seeds.count),
    figure('seeds_survived', '', ({ report }) => report.seeds.survived),
    column<Tried>('verdict', '', '', ({ report }) => report.verdict),
    column<Tried>('loss_against_as_it_is', '', '', (one) => againstText(one, result)),
    column<Tried>('on_front', '', '', (one) => (front.includes(one) ? 'yes' : 'no')),
    column<Tried>('is_cheapest', '', '', (one) => (one === cheapest ? 'yes' : 'no')),
    column<Tried>('settings', '', '', ({ insurances }) => insurances.flatMap(({ set }) => set.map(assignmentText)).join('; ')),
  ];
  return tableText(columns, sorted(result));
}

function againstText(one: Tried, { base, shown }: InsuranceResult): string {
  if (one === base) return '';
  return shown.less.includes(one) ? 'less' : shown.more.includes(one) ? 'more' : 'no difference shown';
}

export function insuranceJson(result: InsuranceResult): string {
  const { name, seeds, base, tried, notTried, front, cheapest } = result;
  const content = {
    name,
    engine_version: engineVersion(),
    seeds,
    as_it_is: triedJson(base),
    tried: tried.map((one) => ({ ...triedJson(one), loss_against_as_it_is: againstText(one, result) })),
    front: front.map(triedName),
    cheapest: cheapest === null ? null : triedName(cheapest),
    not_tried: notTried,
    ...(result.inWorlds === null ? {} : { uncertain: insuredInWorldsJson(result.inWorlds) }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function triedJson(one: Tried) {
  const { insurances, report, usdPerMonth, premiumUsd, premiumHalfWidth, hasSurvived } = one;
  const { incidents: _, ...json } = incidentJson(report);
  return {
    insurance: triedName(one),
    changes: insurances.map(({ id, title, set }) => ({ id, title, settings: set.map(assignmentText) })),
    usd_per_month: usdPerMonth,
    premium_usd_per_month: premiumUsd,
    premium_half_width_usd: premiumHalfWidth,
    survived: hasSurvived,
    ...json,
  };
}
