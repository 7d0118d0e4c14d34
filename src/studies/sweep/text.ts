import { type Column, textTable } from '../../cli/text-table.js';
import { type TerminalStyle, wrap } from '../../report/terminal-style.js';
import { meanText } from '../compare/texts/comparison-texts.js';
import { uncertaintyText } from '../compare/uncertain/terminal.js';
import { shownMetrics } from './curves.js';
import { publishedLines } from './published.js';
import { labelsOf, type SweepPoint, type SweepResult, valueText } from './result.js';
import { curveNotes, effectLines, knownInterval, shownLine, sweepNotes, sweepSentence, undoneColumns } from './sweep-texts.js';

const POINTS_SHOWN = 10;

/** Returns the best points, the axes with the greatest effect on each metric, and the notes. */
export function sweepText(result: SweepResult, style: TerminalStyle): string {
  const { width } = style;
  const { best, paths, metrics } = result;
  const labels = labelsOf(paths);
  const columns: Column<SweepPoint>[] = [
    { head: 'Point', align: 'right', cell: ({ point }) => String(point) },
    ...paths.map((path, i): Column<SweepPoint> => ({ head: labels[i], align: 'right', cell: ({ values }) => valueText(values[path]) })),
    ...undoneColumns(result).map(({ head, cell }): Column<SweepPoint> => ({ head, align: 'right', cell })),
    ...shownMetrics(result).map(
      (metric, n): Column<SweepPoint> => ({
        head: metric.label.trim(),
        align: 'right',
        isOptional: n > 1,
        cell: ({ means }) => meanText(metric, knownInterval(means[metrics.indexOf(metric)])),
      }),
    ),
  ];
  return `${[
    wrap(sweepSentence(result), width),
    ...(best.length === 0
      ? []
      : [[...textTable(best.slice(0, POINTS_SHOWN), columns, width), ...shownLine(result, POINTS_SHOWN)].join('\n')]),
    [...effectLines(result), ...curveNotes(result)].map((line) => wrap(line, width)).join('\n'),
    ...sweepNotes(result).map((note) => wrap(note, width)),
    ...(result.published === undefined
      ? []
      : [
          publishedLines(result.published, paths)
            .map((line) => wrap(line, width))
            .join('\n'),
        ]),
    ...uncertainTexts(result, style),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function uncertainTexts({ uncertain }: SweepResult, style: TerminalStyle): string[] {
  if (uncertain === undefined) return [];
  return [
    uncertain === null
      ? 'Plausible ECSs: there are no two points that could be compared in them.'
      : uncertaintyText(uncertain.uncertainty, style),
  ];
}
