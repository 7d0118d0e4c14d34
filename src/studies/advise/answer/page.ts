import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { type Html, html } from '../../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, paragraphs, section, smallPrint } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import { uncertaintySection } from '../../compare/uncertain/section.js';
import { ADVICE_SPECS, type AdviceMetric, type AdviceResult, type Finding, type Grade, type PathEnd } from '../result.js';
import { adviceNotes, adviceSentences } from './advice-texts.js';
import { effectText, monthText, savedText, verdictParts } from './effect-texts.js';
import { pathNotes, pathSentences } from './path-texts.js';
import { countText, spotSentences } from './spot-texts.js';

const OTHERS = ['wait', 'below', 'risk'] as const;

/** report.html of advice: one file that needs no network and runs only its own script. */
export function advicePage(result: AdviceResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity, findings, notTried, path } = result;
  const [answer, ...more] = pathSentences(result);
  const lead = html`<p class="lead">${answer}</p>${paragraphs(more)}`;
  const sections = [
    path === null ? [] : section('Step by step', stepsTable(result), ...smallPrint(pathNotes(result)), figures(charts)),
    path === null ? [] : section('How to do it', ...ends(result)),
    result.uncertain == null ? [] : uncertaintySection(result.uncertain.uncertainty),
    section(
      'What if, each alone',
      html`<p>${adviceSentences(result).join(' ')}</p>`,
      findingsTable(findings),
      path === null ? figures(charts) : [],
      ...smallPrint(adviceNotes(result)),
    ),
    section('What Spot puts at risk', ...findings.filter(({ spot }) => spot !== null).map(spotDetails)),
    section('How each is done', ...findings.map(commandDetails)),
    section(
      'Not tried',
      table(
        ['What', html`<th scope="col" class="text">Why not</th>`],
        notTried.map(({ title: name, why }) => html`<tr><th scope="row" class="wrap">${name}</th><td class="text wrap">${why}</td></tr>`),
      ),
    ),
    section(
      'How this was computed',
      html`${commandBlock(parts.command)}
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title: `Advice for ${identity.name}`, lead }, sections.flat(), { charts, parts });
}

const HEADS = ['Saves', ...OTHERS.map((metric) => ADVICE_SPECS[metric].label), 'Spot takes'];

function stepsTable({ path }: AdviceResult): Html {
  const rows = path!.steps.map(
    ({ added, state }, i) =>
      html`<tr>${headOf(added, i)}${savedCell(added)}<td>${state.usdPerMonth === null ? '–' : monthText(state.usdPerMonth)}</td>${OTHERS.map((metric) => effectCell(metric, added))}${spotCell(state.spot)}</tr>`,
  );
  const [saves, ...rest] = HEADS;
  return table(['Verdict of each step', `${saves} more`, 'A month', ...rest], rows, { order: 'fixed' });
}

function findingsTable(findings: readonly Finding[]): Html {
  const rows = findings.map(
    (finding, i) =>
      html`<tr>${headOf(finding, i)}${savedCell(finding)}${OTHERS.map((metric) => effectCell(metric, finding))}${spotCell(finding.spot)}</tr>`,
  );
  const [saves, ...rest] = HEADS;
  return table(['Verdict of each what-if', `${saves} a month`, ...rest], rows);
}

/** The verdict comes first, so that it is visible at any width. */
function headOf(finding: Finding, i: number): Html {
  return html`<th scope="row" class="wrap">${verdictHtml(finding)}${i + 1}. ${finding.title}</th>`;
}

/** `saves, at risk`: good differs from bad by colour and by words. */
function verdictHtml(finding: Finding): Html {
  const [first, second] = verdictParts(finding);
  const isGood = ['saves', 'risks', 'trades', 'helps'].includes(finding.verdict);
  const isBad = ['mayWorsen', 'worsens', 'costs'].includes(finding.verdict);
  const rest = second === undefined ? [] : [html`, <span class="bad">${second}</span>`];
  return html`<span class="difference"><span class="${isGood ? 'good' : isBad ? 'bad' : ''}">${first}</span>${rest}</span>`;
}

const TONES: Readonly<Record<Grade, string>> = { better: 'good', worse: 'bad', mayWorsen: 'bad', notShown: '', same: '' };

function savedCell(finding: Finding): Html {
  const tone = TONES[finding.grades.cost];
  return html`<td class="${tone}">${savedText(finding)}<span class="difference">${effectText('cost', finding)}</span></td>`;
}

function effectCell(metric: AdviceMetric, finding: Finding): Html {
  return html`<td class="${TONES[finding.grades[metric]]}">${effectText(metric, finding)}</td>`;
}

function spotCell(spot: Finding['spot']): Html {
  return html`<td class="${spot === null ? '' : 'bad'}">${spot === null ? '–' : countText(spot.tasksInterrupted)}</td>`;
}

function ends({ path }: AdviceResult): Html[] {
  const { safe, advised, all } = path!.ends;
  const one = (title: string, end: PathEnd | null) => (end === null ? [] : [html`<h3>${title}</h3>${commandBlock(end.change.join('\n'))}`]);
  const titleOf = (end: PathEnd | null) => (end === null ? '' : path!.steps[end.steps - 1]!.total.title);
  return [...one(titleOf(advised), advised), ...one(titleOf(safe), safe), ...one(`${titleOf(all)}, with something worse`, all)];
}

function spotDetails({ title, spot }: Finding): Html {
  return html`<details><summary>${title}: ${countText(spot!.tasksInterrupted)} tasks a month</summary>${paragraphs(spotSentences(spot!))}</details>`;
}

function commandDetails({ title, onlyIf, change }: Finding, i: number): Html {
  const condition = onlyIf === null ? [] : [html`<p>Only if ${onlyIf}.</p>`];
  return html`<details><summary>${i + 1}. ${title}</summary>${condition}${commandBlock(change.join('\n'))}</details>`;
}
