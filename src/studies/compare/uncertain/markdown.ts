import { cell, code, details, table } from '../printed/markdown-parts.js';
import { uncertaintyReport } from './report.js';
import type { Uncertainty } from './result.js';

/** The result over plausible ECSs, for a comment on a pull request: the verdict, and behind a click the rest. */
export function uncertaintyMarkdown(uncertainty: Uncertainty): string {
  const { drawn, verdict, differences, measures, notes } = uncertaintyReport(uncertainty);
  const rows = differences.map(({ metric, scenario, base, nominal, range, count, shares }) => [
    `${metric}: ${cell(scenario)} against ${cell(base)}`,
    ...[nominal, range, count],
    shares.map(({ name, text }) => `${code(name)} ${text}`).join(', '),
  ]);
  const items = measures.map(
    ({ setting: { path, measure }, text }) => `- ${code(path)}: ${cell(text)}${measure === undefined ? '' : `: ${code(measure.command)}`}`,
  );
  const body = [
    table(['difference', 'at the defaults', 'in plausible ECSs', 'holds in', 'depends on'], rows),
    items.length === 0 ? '' : `To narrow it, measure on your own account:\n\n${items.join('\n')}`,
    [drawn, ...notes].map((note) => `- ${cell(note)}`).join('\n'),
  ];
  const head = `**Plausible ECSs**: ${cell(verdict.join(' '))}`;
  return `${head}\n\n${details(`How wide it is, and how to narrow it`, body.filter((part) => part !== '').join('\n\n'))}`;
}
