import { type FinishedRun, summaryCsv } from '../../report/summary.js';
import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { replicationsCsv, replicationsJson } from './files.js';
import { comparisonPage } from './page.js';
import type { ReplicatedComparison } from './result.js';
import { comparisonOf } from './rows.js';
import type { ReplicatedRuns } from './run.js';
import { comparisonCharts } from './run-charts.js';

interface ComparisonPlace {
  readonly directory: RunDirectory;
  readonly title: string;
  readonly command: string;
  /** The runs of the comparison are its first replication. */
  readonly replicated?: ReplicatedRuns | undefined;
  readonly charts?: ChartFiles;
}

export function comparisonJson(runs: readonly FinishedRun[], replications: ReplicatedComparison | undefined): string {
  const said = replications === undefined ? {} : { replications: replicationsJson(replications) };
  return `${JSON.stringify({ ...comparisonOf(runs), ...said }, null, 2)}\n`;
}

/** Writes the comparison's own files, beside the folders of its runs. */
export async function writeComparison(runs: readonly FinishedRun[], to: ComparisonPlace): Promise<void> {
  const { directory, title, command, replicated } = to;
  directory.file('comparison.json', comparisonJson(runs, replicated?.comparison));
  if (replicated !== undefined) directory.file('replications.csv', replicationsCsv(replicated.runs));
  directory.file('summary.csv', summaryCsv(runs));
  const hrefs = runs.map((run) => `${run.identity.name}/report.html`);
  directory.file(
    'report.html',
    comparisonPage(runs, { ...pageParts(command), title, hrefs, replications: replicated?.comparison ?? null }),
  );
  await writeCharts(to, () => comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record }))), to.charts);
}
