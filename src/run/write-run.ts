import { relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { runCharts } from '../report/charts/run-charts.js';
import { runPage } from '../report/html/page.js';
import { type FinishedRun, type ForkedFrom, summaryCsv, summaryJson } from '../report/summary.js';
import { incidentCsv } from '../report/survival/files.js';
import { mapFiles } from '../scenario/market/files.js';
import { timeName } from './checkpoints/checkpoint.js';
import { sha256 } from './hashes.js';
import { pageParts } from './page-parts.js';
import type { RunDirectory } from './run-directory.js';
import type { ScenarioFile } from './scenario-file.js';
import { traceHashes } from './scenario-hash.js';
import { type ChartFiles, writeCharts } from './write-charts.js';

interface RunPlace {
  readonly directory: RunDirectory;
  readonly prefix: string;
  readonly command: string;
  readonly charts?: ChartFiles;
}

/** Writes the parts of a run directory that are made at the end; the CSV files have streamed into it before. */
export async function writeRun(run: FinishedRun, scenario: ScenarioFile, to: RunPlace) {
  const { directory, prefix } = to;
  const { forkedFrom } = run.identity;
  directory.file(`${prefix}scenario.yaml`, await resolvedScenario(scenario, { outFolder: resolve(directory.path, prefix), forkedFrom }));
  directory.file(`${prefix}summary.json`, summaryJson(run));
  directory.file(`${prefix}summary.csv`, summaryCsv([run]));
  if (run.incident !== undefined)
    directory.file(`${prefix}incident.csv`, incidentCsv([{ scenario: run.identity.name, report: run.incident }]));
  directory.file(`${prefix}report.html`, runPage(run, pageParts(to.command)));
  await writeCharts(to, () => runCharts(run.record), to.charts);
}

/** Returns the scenario with every default and file written in, and its origin: it can run again from the run directory alone. */
export async function resolvedScenario(
  scenario: ScenarioFile,
  { outFolder, forkedFrom }: { readonly outFolder: string; readonly forkedFrom: ForkedFrom | undefined },
): Promise<string> {
  const traces = await traceHashes(scenario);
  const { policyModule: module } = scenario;
  const policy = module === null ? [] : [[module.path, module.sha256]];
  const inputs = [...[...scenario.inputs].map(([name, text]) => [name, sha256(text)]), ...traces, ...policy];
  const head = inputs.map(([name, hash]) => `#   ${hash}  ${name}\n`).join('');
  const moved = mapFiles(scenario.scenario, (file) => relative(outFolder, resolve(scenario.folder, file)));
  const text = stringify(moved, { lineWidth: 140, aliasDuplicateObjects: false });
  const how = module === null ? '' : `# A scenario runs no code: to run it again, add --policy ${module.path}\n`;
  const when = forkedFrom === undefined ? '' : ` from ${timeName(forkedFrom.timeMs)} on, where its past is another run's`;
  return `# The scenario as it was run${when}: every default and every file written in.\n# SHA-256 of what it was made from:\n${head}${how}${text}`;
}
