import { type Column, textTable } from '../../../cli/text-table.js';
import { type TerminalStyle, wrap } from '../../../report/terminal-style.js';
import { fitReport } from './fit-report.js';
import { NO_PATCH, patchYaml } from './fit-texts.js';
import type { FitResult } from './result.js';

/** Lists the fitted numbers, the undetermined ones, and the patch twice: as options and as YAML. */
export function fitText(fit: FitResult, { width }: TerminalStyle): string {
  const { outcome, numbers, undetermined, heldOut, patch, explained } = fitReport(fit);
  const tableOf = <Row>({ rows, columns }: { readonly rows: readonly Row[]; readonly columns: readonly Column<Row>[] }) =>
    rows.length === 0 ? [] : [textTable(rows, columns, width).join('\n')];
  const options = patch.map(({ path, value }) => `  --set '${path}=${value}'`).join(' \\\n');
  const parts = [
    wrap(`Fit of the timings: ${outcome}`, width),
    ...tableOf(numbers),
    ...undetermined.map((sentence) => wrap(sentence, width)),
    [wrap(heldOut.sentence, width), ...tableOf(heldOut)].join('\n'),
    ...(patch.length === 0 ? [NO_PATCH] : [`As options:\n\n${options}`, `In the scenario:\n\n${patchYaml(patch)}`]),
    wrap(explained.found, width),
    ...tableOf(explained),
    wrap(explained.use, width),
  ];
  return `${parts.join('\n\n')}\n`;
}
