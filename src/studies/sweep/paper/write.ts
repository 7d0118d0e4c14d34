import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { plural } from '../../../kernel/quantity-text.js';
import { HASH_DIGITS, sha256 } from '../../../run/hashes.js';
import type { RunDirectory } from '../../../run/run-directory.js';
import { VERSION } from '../../../run/version.js';
import { CHART_SIZE, writeCharts } from '../../../run/write-charts.js';
import { sweepFigures } from '../figures.js';
import { publishedLines } from '../published.js';
import type { SweepResult } from '../result.js';
import type { SweepRuns } from '../runs.js';
import { latexTable, markdownTable, paperTable } from './table.js';

/** Writes paper/: the table as LaTeX and Markdown, the figures with their data, and the statement of reproducibility. */
export async function writePaper(
  result: SweepResult,
  plan: SweepRuns,
  { directory, file }: { directory: RunDirectory; file: string },
): Promise<void> {
  const table = paperTable(result);
  directory.file('paper/table.md', markdownTable(table));
  directory.file('paper/table.tex', latexTable(table, result.identity.name));
  directory.file('paper/reproducibility.md', reproducibilityText(result, plan, file));
  directory.file('paper/citation.bib', CITATION);
  const files = { formats: ['svg', 'csv'] as const, size: CHART_SIZE };
  await writeCharts({ directory, prefix: 'paper/' }, () => sweepFigures(result), files);
}

/** As CITATION.cff has it. */
const CITATION = `@software{drydock,
  author  = {{The Drydock authors}},
  title   = {Drydock: a discrete-event simulator of Amazon ECS clusters},
  version = {${VERSION}},
  year    = {2026},
  url     = {https://www.npmjs.com/package/ecs-drydock},
  license = {Apache-2.0}
}
`;

/** The statement of reproducibility: version, build, command, seeds and the hash of every input. */
function reproducibilityText(result: SweepResult, { carried }: SweepRuns, file: string): string {
  const { identity, pointCount, runs, failed, published, paths } = result;
  const [version, build] = identity.engineVersion.split('+');
  const { scenario, materials } = carried;
  const texts =
    scenario.text === ''
      ? []
      : [[scenario.file, sha256(scenario.text)], ...Object.entries(scenario.texts).map(([name, text]) => [name, sha256(text)])];
  const modules = Object.entries(materials.modules).map(([hash, path]) => [basename(path), `${hash} (first ${HASH_DIGITS} digits)`]);
  const inputs = [[basename(file), sha256(readFileSync(file, 'utf8'))], ...texts, ...Object.entries(scenario.traces), ...modules];
  return `${[
    `# How ${identity.name} was computed`,
    '',
    `Drydock ${version}, build ${build}, simulated ${plural(runs, 'run')}: ${plural(pointCount, 'point')} of ${identity.scenario} with ${plural(identity.seeds.length, 'seed')} each, the same for all points.${failed === 0 ? '' : ` ${failed} of the runs failed.`}`,
    '',
    '```',
    `${identity.command} --paper`,
    '```',
    '',
    `- Experiment: ${identity.hash}, a hash of points, seeds, inputs and build`,
    `- Seeds: ${identity.seeds.join(', ')}`,
    '- The digest of every run is in runs.csv. The same build and inputs give the same bytes, whatever the number of threads or machines.',
    '',
    '| input | SHA-256 |',
    '| --- | --- |',
    ...inputs.map(([name, hash]) => `| ${name.replaceAll('|', '\\|')} | ${hash} |`),
    ...(published === undefined ? [] : ['', ...publishedLines(published, paths).map((line) => `- ${line}`)]),
  ].join('\n')}\n`;
}
