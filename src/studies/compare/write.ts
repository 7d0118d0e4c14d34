import type { SummaryRow } from '../../record/tables/summary.js';
import { type FinishedRun, summaryCsv, summaryRow } from '../../report/summary.js';
import { incidentCsv, incidentJson } from '../../report/survival/files.js';
import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { flatSettings } from '../../scenario/text/flat-settings.js';
import type { ThroughIncidents } from './incident/effects.js';
import { type BriefRun, briefPage, comparisonPage } from './page/page.js';
import { comparisonCharts } from './page/run-charts.js';
import { replicationsCsv, replicationsJson } from './replications-files.js';
import { comparisonOf } from './rows.js';
import type { ReplicatedRuns } from './run.js';
import { uncertaintyJson } from './uncertain/json.js';

interface ComparisonPlace {
  readonly directory: RunDirectory;
  readonly title: string;
  readonly command: string;
  /** The runs of the comparison are its first replication. */
  readonly replicated?: ReplicatedRuns | undefined;
  readonly charts?: ChartFiles;
  readonly incidents?: ThroughIncidents | null;
}

type ReplicatedResult = Pick<ReplicatedRuns, 'comparison' | 'uncertain'>;

export function comparisonJson(
  runs: readonly SummaryRow[],
  { replicated, incidents = null }: { readonly replicated: ReplicatedResult | undefined; readonly incidents?: ThroughIncidents | null },
): string {
  const { comparison, uncertain = null } = replicated ?? {};
  const parts = {
    ...(comparison === undefined ? {} : { replications: replicationsJson(comparison) }),
    ...(uncertain === null ? {} : { uncertainty: uncertaintyJson(uncertain.uncertainty) }),
    ...(incidents === null ? {} : { incidents: throughJson(incidents) }),
  };
  return `${JSON.stringify({ ...comparisonOf(runs), ...parts }, null, 2)}\n`;
}

function throughJson({ names, reports }: ThroughIncidents) {
  return reports.map((report, i) => ({ scenario: names[i], ...incidentJson(report) }));
}

function writeThrough(directory: RunDirectory, incidents: ThroughIncidents | null): void {
  if (incidents === null) return;
  const { names, reports } = incidents;
  directory.file('incident.csv', incidentCsv(reports.map((report, i) => ({ scenario: names[i]!, report }))));
}

/** Writes the comparison's own files, beside the folders of its runs. */
export async function writeComparison(runs: readonly FinishedRun[], to: ComparisonPlace): Promise<void> {
  const { directory, title, command, replicated, incidents = null } = to;
  directory.file('comparison.json', comparisonJson(runs.map(summaryRow), { replicated, incidents }));
  writeThrough(directory, incidents);
  if (replicated !== undefined) writeReplications(directory, replicated);
  directory.file('summary.csv', summaryCsv(runs));
  const hrefs = runs.map((run) => `${run.identity.name}/report.html`);
  directory.file(
    'report.html',
    comparisonPage(runs, {
      ...{ ...pageParts(command), title, hrefs },
      replications: replicated?.comparison ?? null,
      uncertainty: replicated?.uncertain?.uncertainty ?? null,
      incidents,
    }),
  );
  await writeCharts(to, () => comparisonCharts(runs.map(({ identity, record }) => ({ name: identity.name, record }))), to.charts);
}

/** Writes the answer of replications whose runs have no files of their own. */
export function writeBrief(scenarios: readonly ScenarioFile[], replicated: ReplicatedRuns, to: ComparisonPlace): void {
  const { directory, title, command, incidents = null } = to;
  directory.file('comparison.json', comparisonJson(firstOf(replicated), { replicated, incidents }));
  writeThrough(directory, incidents);
  writeReplications(directory, replicated);
  const runs = scenarios.map(
    ({ setup, scenario }, i): BriefRun => ({
      identity: replicated.runs[i][0].identity,
      record: { endMs: setup.durationMs },
      settings: flatSettings(scenario),
    }),
  );
  directory.file('report.html', briefPage(runs, replicated, { ...pageParts(command), title, incidents }));
}

function writeReplications(directory: RunDirectory, { runs, uncertain }: ReplicatedRuns): void {
  directory.file('replications.csv', replicationsCsv(runs));
  if (uncertain !== null) directory.file('uncertainty.csv', uncertain.csv);
}

/** Returns the first replication of each scenario. */
export function firstOf({ runs }: ReplicatedRuns): SummaryRow[] {
  return runs.map(([first]) => first);
}
