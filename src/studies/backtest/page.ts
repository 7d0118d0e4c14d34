import { numberText } from '../../kernel/quantity-text.js';
import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { type Html, html } from '../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, section, smallPrint } from '../../report/html/frame.js';
import { table } from '../../report/html/tables.js';
import { amount, countedPercent, lineTitle, signed, verdict, withinOneText } from './backtest-texts.js';
import { explainedSentences, explainedSettings, explainedShareText, spreadText } from './fit/explained-texts.js';
import {
  fitSentence,
  HELD_OUT_COLUMNS,
  heldOutSentence,
  numberWord,
  patchOf,
  patchYaml,
  undeterminedTexts,
  valueWord,
} from './fit/fit-texts.js';
import type { FitResult } from './fit/result.js';
import type { BacktestResult } from './result.js';
import { BACKTEST_METRICS } from './series.js';

/** report.html of a backtest: one file that needs no network and runs only its own script. */
export function backtestPage(result: BacktestResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const title = `Backtest of ${result.name}`;
  const lead = html`<p class="lead">${verdict(result)}</p>
${smallPrint(result.notes)}`;
  const sections = [
    section(
      'How far off',
      scoresTable(result),
      html`<p class="note">Bias and MAE are of simulated less observed, over the minutes that are recorded. A lag above 0: the simulation is late.</p>`,
    ),
    section('Both lines', figures(charts)),
    ...(result.fit === undefined ? [] : [fitSection(result.fit)]),
    section(
      'What was observed',
      html`<ul>${result.lines.map((line) => html`<li>${lineTitle(line)}: ${line.series}, <code>${line.file}</code></li>`)}</ul>`,
    ),
    section(
      'How this was computed',
      html`${commandBlock(parts.command)}
<p class="note">Scenario <code>${result.scenarioHash}</code>, seed ${result.seed}, Drydock ${result.engineVersion}; time 0 is ${result.startsAt}. The same files and version give the same bytes.</p>`,
    ),
  ];
  return page({ title, lead }, sections.flat(), { charts, parts });
}

function scoresTable({ lines }: BacktestResult): Html {
  const rows = lines.map((line) => {
    const { score, metric } = line;
    return html`<tr><th scope="row">${lineTitle(line)}</th><td>${BACKTEST_METRICS[metric].unit}</td><td>${amount(score.meanObserved)}</td><td>${amount(score.meanSimulated)}</td><td>${signed(score.bias)}</td><td>${amount(score.mae)}</td><td>${withinOneText(line)}</td><td>${score.lagMinutes === null ? '–' : `${signed(score.lagMinutes)} min`}</td><td>${numberText(countedPercent(score), 1)} %</td></tr>`;
  });
  return table(['Series', 'Unit', 'Observed', 'Simulated', 'Bias', 'MAE', 'Within one', 'Lag', 'Counted'], rows);
}

function fitSection(fit: FitResult) {
  const rows = fit.numbers.map(
    (number) =>
      html`<tr><th scope="row">${number.name}</th><td>${valueWord(number.start, number.unit)}</td><td>${numberWord(number)}</td></tr>`,
  );
  return section(
    'Fit of the timings',
    html`<p>${fitSentence(fit)}</p>`,
    table(['', 'Scenario', 'Fitted'], rows),
    html`${smallPrint(undeterminedTexts(fit))}
<p class="note">${heldOutSentence(fit)}</p>`,
    ...(fit.heldOut.length === 0
      ? []
      : [
          table(
            HELD_OUT_COLUMNS.map(({ head }) => head),
            fit.heldOut.map((one) => {
              const [first, ...rest] = HELD_OUT_COLUMNS.map(({ cell }) => cell(one));
              return html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`;
            }),
          ),
        ]),
    html`<pre><code>${patchYaml(patchOf(fit))}</code></pre>`,
    ...explainedParts(fit),
  );
}

function explainedParts({ worlds }: FitResult): Html[] {
  const [what, use] = explainedSentences(worlds);
  const rows = explainedSettings(worlds).map(
    (one) =>
      html`<tr><th scope="row">${one.path}</th><td>${spreadText(one, one.before)}</td><td>${spreadText(one, one.after)}</td><td>${explainedShareText(one)}</td></tr>`,
  );
  const found = rows.length === 0 ? [] : [table(['Not published by AWS', 'Plausible', 'Explains the recording', 'Explained'], rows)];
  return [html`<p>${what}</p>`, ...found, html`<p>${use}</p>`];
}
