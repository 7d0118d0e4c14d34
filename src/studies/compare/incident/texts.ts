import { listText, numberText } from '../../../kernel/quantity-text.js';
import { type IncidentReport, requestedOf, survivedWord } from '../../../record/survival/report.js';
import { type Html, html } from '../../../report/html/escape.js';
import { paragraphs, section } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import { incidentSection } from '../../../report/survival/page.js';
import {
  causeSentences,
  criteriaText,
  cutSentences,
  incidentRows,
  meanOf,
  minutesText,
  rangeText,
  seedsText,
  zonesText,
} from '../../../report/survival/texts.js';
import { columnBlocks, GAP, type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import type { ThroughIncidents } from './effects.js';
import { lossVerdicts } from './loss-verdicts.js';

/** Compares the cost and the losses on such a day of each other scenario with the first. */
function differenceSentences({ names, reports, usdPerMonth, runs }: ThroughIncidents): string[] {
  const ids = listText(reports[0]!.incidents.map(({ id }) => id));
  const judged = lossVerdicts(reports);
  const texts = names.slice(1).map((name, i) => {
    const [before, after] = [usdPerMonth[0]!, usdPerMonth[i + 1]!];
    const [first, second] = [reports[0]!, reports[i + 1]!].map((report) => ({
      missing: meanOf(report, 'shortfallTaskMinutes')!,
      requests: meanOf(report, 'requestsLost'),
    })) as [Lost, Lost];
    const requests =
      first.requests === null || second.requests === null
        ? ''
        : `, ${numberText(second.requests, 0)} requests against ${numberText(first.requests, 0)}`;
    return `${name}: ${costText(before, after)} than ${names[0]} (${runs === 1 ? 'one run each' : `means of ${runs} runs`}), and ${minutesText(second.missing)} task-minutes lost on a day like ${ids} against ${minutesText(first.missing)}${requests}${seedsOf(reports[i + 1]!, reports[0]!, judged[i]!)}.`;
  });
  return [...texts, ...cutSentences(reports[0]!)];
}

/** States the spread between seeds, because means alone may differ by chance, and whether the losses are shown to differ. */
function seedsOf(second: IncidentReport, first: IncidentReport, verdict: string): string {
  if (first.seeds.count < 2) return '';
  const spreads = [second, first].map(({ seeds }) => seeds.figures.find(({ key }) => key === 'shortfallTaskMinutes')!);
  const isSpread = spreads.some(({ p5, p95 }) => minutesText(p5) !== minutesText(p95));
  const [ofOwn, ofFirst] = spreads.map(rangeText);
  return ` (means of ${first.seeds.count} seeds${isSpread ? `; in 90 % of them ${ofOwn} task-minutes against ${ofFirst}` : ''}${verdict === '' ? '' : `; ${verdict}`})`;
}

interface Lost {
  readonly missing: number;
  readonly requests: number | null;
}

function costText(before: number, after: number): string {
  if (before === 0 || before === after) return 'costs no more a month';
  const percent = (100 * (after - before)) / before;
  return `costs ${numberText(Math.abs(percent), 1)} % ${percent < 0 ? 'less' : 'more'} a month`;
}

/** States the losses of each over the band. */
function bandSentences({ names, reports }: ThroughIncidents): string[] {
  const words = { yes: 'survives', no: 'does not survive', 'not shown': 'not shown' };
  return reports.map(({ variants, criteria, seeds, verdict }, i) => {
    const band = variants.map(
      ({ variant, survival }) => `${variant} ${minutesText(survival.shortfallTaskMinutes)} (${words[survivedWord(survival, criteria)]})`,
    );
    const zones = zonesText(requestedOf(reports[i]!).zones);
    return `${names[i]}: task-minutes missing${seeds.count > 1 ? ' with the first seed' : ''} ${band.join(', ')}${verdict === 'notShown' ? '' : `; ${seedsText(seeds)}`}${zones === '' ? '' : `; ${zones}`}.`;
  });
}

const comparedSentences = (through: ThroughIncidents) => [...differenceSentences(through), ...bandSentences(through)];

const AT_DEFAULTS =
  'This day was run with the defaults of the settings that AWS does not publish; the plausible ECSs above are of days without it. advise --incident --uncertain takes the day through them.';

function notes({ names, reports, isUncertain }: ThroughIncidents): string[] {
  const ofReports = reports.flatMap((report, i) => causeSentences(report).map((text) => `${names[i]}: ${text}`));
  return isUncertain ? [...ofReports, AT_DEFAULTS] : ofReports;
}

/** Returns the text above the table. */
function headSentences({ incidents, requested, criteria, seeds }: IncidentReport): string {
  const which = seeds.count > 1 ? ` The table is of the first of ${seeds.count} seeds.` : '';
  return `Through ${listText(incidents.map(({ id, title }) => `${id} (${title})`))}, ${requested}. ${criteriaText(criteria)}.${which}`;
}

/** Returns the lines of the terminal under the comparison. */
export function throughText(through: ThroughIncidents, style: TerminalStyle): string {
  const { names, reports } = through;
  const rows = incidentRows(reports.map(requestedOf), reports[0]!.criteria, reports[0]!.seeds.count);
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const widths = names.map((name, i) => Math.max(name.length, ...rows.map(({ cells }) => cells[i]!.length)));
  const blocks = columnBlocks(widths, style.width - labelWidth).map((columns) =>
    [
      `${' '.repeat(labelWidth)}${columns.map((i) => GAP + names[i]!.padStart(widths[i]!)).join('')}`,
      ...rows.map(({ label, cells }) => `${label.padEnd(labelWidth)}${columns.map((i) => GAP + cells[i]!.padStart(widths[i]!)).join('')}`),
    ].join('\n'),
  );
  const head = headSentences(reports[0]!);
  const sentences = [...comparedSentences(through), ...notes(through)];
  return `${[wrap(head, style.width), ...blocks, sentences.map((sentence) => wrap(sentence, style.width)).join('\n')].join('\n\n')}\n`;
}

export function throughSections(through: ThroughIncidents): Html[] {
  const { names, reports } = through;
  const rows = incidentRows(reports.map(requestedOf), reports[0]!.criteria, reports[0]!.seeds.count).map(
    ({ label, cells }) => html`<tr><th scope="row">${label}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return [
    ...section(
      'A day like that',
      paragraphs([...comparedSentences(through), ...(through.isUncertain ? [AT_DEFAULTS] : [])]),
      html`<p class="note">${headSentences(reports[0]!)}</p>`,
      table(['', ...names], rows, { order: 'fixed' }),
    ),
    ...reports.flatMap((report, i) => incidentSection(report, names[i])),
  ];
}

/** Returns the part on incidents of the comment on a pull request. */
export function throughMarkdown(through: ThroughIncidents): string {
  return `**A day like ${listText(through.reports[0]!.incidents.map(({ id }) => id))}**\n\n${comparedSentences(through)
    .map((line) => `- ${line}`)
    .join('\n')}`;
}
