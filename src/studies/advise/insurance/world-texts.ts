import { type Column, headLine, textTable } from '../../../cli/text-table.js';
import { listText, numberText, percentText, plural } from '../../../kernel/quantity-text.js';
import { significant } from '../../../record/digits.js';
import { requestedOf } from '../../../record/survival/report.js';
import { type Html, html } from '../../../report/html/escape.js';
import { paragraphs, section, smallPrint } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import { minutesText } from '../../../report/survival/texts.js';
import { bold, type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { drawnJson } from '../../compare/uncertain/json.js';
import { drawnText, heldText, measureTexts, shareText, shownShares } from '../../compare/uncertain/texts.js';
import type { InsuredInWorlds, OptionInWorlds, Range } from './result.js';
import { premiumText, triedName } from './words.js';

const HEADS = ['\nInsurance', 'survives\nin', 'USD\na month'] as const;

/** Formats in how many worlds an option survives: `61 of 64`. */
function countText({ survives: { held, of } }: OptionInWorlds): string {
  return `${held} of ${of}`;
}

/** Formats the range of the premium: `+102 to +108`. */
function premiumRange({ tried, premiumUsd }: OptionInWorlds): string {
  if (tried.insurances.length === 0 || premiumUsd === null) return '–';
  const [low, high] = [premiumUsd.low, premiumUsd.high].map(
    (usd) => `${usd > 0.5 ? '+' : usd < -0.5 ? '−' : ''}${numberText(Math.abs(usd), 0)}`,
  );
  return low === high ? low! : `${low} to ${high}`;
}

function hasRequests({ tried }: OptionInWorlds): boolean {
  return requestedOf(tried.report).survival.requestsLost !== null;
}

function lossRange(option: OptionInWorlds): string {
  if (option.loss === null) return '–';
  const [low, high] = ends(option.loss, hasRequests(option));
  return low === high ? low : `${low} to ${high}`;
}

function ends({ low, high }: Range, isRequests: boolean): [string, string] {
  return [low, high].map((loss) => (isRequests ? numberText(loss, 0) : minutesText(loss))) as [string, string];
}

function lossHead({ main }: InsuredInWorlds): string {
  return hasRequests(main) ? 'requests\nlost' : 'task-minutes\nmissing';
}

/** Returns whether the option that survives at the defaults also survives in other worlds, and which options survive in more of them. */
function sentences(found: InsuredInWorlds): string[] {
  const { main, options, worlds, seeds } = found;
  const played = main.survives.of;
  if (played === 0) return [];
  const most = Math.max(...options.map(({ survives }) => survives.held));
  const best = options.find(({ survives }) => survives.held === most)!;
  const { count, survived } = main.tried.report.seeds;
  const name = main.tried.insurances.length === 0 ? 'The scenario as it is' : triedName(main.tried);
  return [
    `${name} survives in ${heldText(main.survives)}; at the defaults with ${survived} of ${count} seeds.`,
    most === 0
      ? 'None of these survives in any of them.'
      : best === main
        ? 'None of these survives in more of them.'
        : `Of all, ${withPremium(best)} survives in the most of them and, among equals, costs the least: in ${heldText(best.survives)}.`,
    `An option survives in one of the ${worlds} if it does so with each of the ${seeds} seeds that only that ECS has. Only the scenario as it is, the front, and the cheapest that survive at the defaults were run in them.`,
  ];
}

function withPremium({ tried }: OptionInWorlds): string {
  return tried.insurances.length === 0 ? 'the scenario as it is' : `${triedName(tried)} (${premiumText(tried)} a month at the defaults)`;
}

/** Names the settings on which the loss of the main option depends. */
function dependsText(found: InsuredInWorlds): string {
  const { main, settings } = found;
  if (main.loss === null || settings.length === 0) return '';
  const what = `What ${main.tried.insurances.length === 0 ? 'it' : triedName(main.tried)} loses`;
  const isRequests = hasRequests(main);
  if (main.loss.low === main.loss.high) return `${what} is the same in at least 90 % of them.`;
  const shown = shownShares(found);
  if (shown.length === 0) return `${what} depends on no single setting that ${plural(main.survives.of, 'world')} could show.`;
  const list = listText(shown.map((one, i) => `${one.name} (${shareText(one)}${i === 0 ? ' of the variance between worlds' : ''})`));
  const effects = shown.map(({ name, effects: byValue }) => {
    const means = byValue.map(({ values, mean }) => `${values} it is ${isRequests ? numberText(mean, 0) : minutesText(mean)}`);
    return `With ${name} ${means.join(', ')}.`;
  });
  return `${what} (${headLine(lossHead(found))}) depends on ${list}. ${effects.join(' ')}`;
}

function notes({ notRun, worlds }: InsuredInWorlds): string[] {
  return [
    'Money and loss: 90 % of the plausible ECSs lie between these values. The premium is over the scenario as it is in the same ECS.',
    ...(notRun === null
      ? []
      : [
          `${notRun.worlds} of ${worlds} worlds could not be run and are left out (${percentText((100 * notRun.worlds) / worlds, 0)}): ${notRun.why}`,
        ]),
  ];
}

function drawn({ options, ...found }: InsuredInWorlds): string {
  return drawnText({
    ...found,
    seeds: Array.from({ length: found.seeds }, (_, i) => i),
    scenarios: options.map(({ tried }) => triedName(tried)),
  });
}

function columnsOf(found: InsuredInWorlds): Column<OptionInWorlds>[] {
  return [
    { head: HEADS[0], cell: ({ tried }) => triedName(tried) },
    { head: HEADS[1], align: 'right', cell: countText },
    { head: HEADS[2], align: 'right', cell: premiumRange },
    { head: lossHead(found), align: 'right', cell: lossRange },
  ];
}

/** The part of the answer on plausible ECSs, for a terminal. */
export function insuredInWorldsText(found: InsuredInWorlds, style: TerminalStyle): string {
  const wrapped = (texts: readonly string[]) => texts.filter((text) => text !== '').map((text) => wrap(text, style.width));
  const measures = measureTexts(found, [found]).map(({ setting, text }) => `Measure ${setting.path}: ${text}.`);
  return [
    bold('Plausible ECSs', style),
    ...wrapped([drawn(found)]),
    '',
    ...textTable(found.options, columnsOf(found), style.width),
    '',
    ...wrapped([...sentences(found), dependsText(found), ...measures, ...notes(found)]),
  ].join('\n');
}

export function insuredInWorldsSection(found: InsuredInWorlds): Html[] {
  const columns = columnsOf(found);
  const heads = columns.map(({ head }) => headLine(head));
  const rows = found.options.map(
    (one) =>
      html`<tr>${columns.map(({ cell }, i) => (i === 0 ? html`<th scope="row">${cell(one)}</th>` : html`<td>${cell(one)}</td>`))}</tr>`,
  );
  const measures = measureTexts(found, [found]).map(({ setting, text }) => `Measure ${setting.path}: ${text}.`);
  return section(
    'Whether it survives in plausible ECSs',
    paragraphs([...sentences(found), dependsText(found), ...measures, drawn(found)]),
    table(heads, rows, { order: 'fixed' }),
    smallPrint(notes(found)),
  );
}

/** Returns `uncertain` of summary.json. */
export function insuredInWorldsJson(insured: InsuredInWorlds) {
  const { options, main, shares } = insured;
  const range = (interval: Range | null) => interval && { p5: significant(interval.low), p95: significant(interval.high) };
  return {
    ...drawnJson(insured),
    options: options.map(({ tried, survives: { held, of, low, high }, premiumUsd, loss }) => ({
      insurance: triedName(tried),
      survives: { worlds: held, of, low: significant(low), high: significant(high) },
      premium_usd_per_month: range(premiumUsd),
      loss: range(loss),
    })),
    hangs_on: {
      insurance: triedName(main.tried),
      shares: shares.map(({ name, share, halfWidth, isShown }) => ({
        setting: name,
        share: significant(share),
        half_width: significant(halfWidth),
        is_shown: isShown,
      })),
    },
  };
}
