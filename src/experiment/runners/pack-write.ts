import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PageParts } from '../../report/html/page.js';
import { packCharts } from '../../report/pack/charts.js';
import { curvesCsv, resultsCsv, summaryCsv } from '../../report/pack/csv.js';
import { packJson } from '../../report/pack/json.js';
import { packPage } from '../../report/pack/page.js';
import type { PackResult } from '../../report/pack/result.js';
import { renderPng } from '../../report/png/render.js';
import type { RunDirectory } from './run-directory.js';

/** Points of a chart's PNG: the proportions of a slide. */
const CHART_WIDTH = 960;
const CHART_HEIGHT = 480;
const SOURCE_MAP = /\n\/\/# sourceMappingURL=.*\s*$/;

/** Everything that a directory of results holds. */
export function writePack(result: PackResult, directory: RunDirectory): void {
  directory.file('summary.json', packJson(result));
  directory.file('results.csv', resultsCsv(result));
  directory.file('summary.csv', summaryCsv(result));
  directory.file('curves.csv', curvesCsv(result));
  directory.file('report.html', packPage(result, { ...pageParts(result.identity.command), title: titleOf(result) }));
  for (const chart of packCharts(result)) directory.file(`charts/${chart.id}.png`, renderPng(chart, CHART_WIDTH, CHART_HEIGHT));
}

function titleOf({ policies, identity }: PackResult): string {
  const trace = identity.inputs.at(-1)?.file.split(/[\\/]/).at(-1) ?? identity.format;
  return `${policies.length === 1 ? policies[0].name : `${policies.length} placement policies`} on ${trace}`;
}

function pageParts(command: string): PageParts {
  const chartJs = join(dirname(createRequire(import.meta.url).resolve('chart.js')), 'chart.umd.min.js');
  const chartJsSource = readFileSync(chartJs, 'utf8').replace(SOURCE_MAP, '');
  return { chartJsSource, command, sha256Base64: (text) => createHash('sha256').update(text).digest('base64') };
}
