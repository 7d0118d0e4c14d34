import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { intoDirectory } from '../../cli/into-directory.js';
import { flag, ofText, SEED, SET, timeOf } from '../../cli/scenario-options.js';
import { printWarnings } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import { durationText, numberText } from '../../kernel/quantity-text.js';
import { orAllMistakes } from '../../run/failure.js';
import { readScenario } from '../../run/scenario-file.js';
import { exportAt, exportRecord } from './run.js';

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON, or the directory of a run' })
    .option('at', ofText('Simulated time, such as 2h30m; default the start'))
    .option('out', { type: 'string', demandOption: true, requiresArg: true, describe: 'Directory that the files go into' })
    .option('run-on', flag('Also run on to the end, and print the digest of the rest'))
    .option('seed', SEED)
    .option('set', SET)
    .example('$0 export scenario.yaml --at 3h --out cluster', '');

export type ExportArguments = WordsOf<typeof builder>;

export const exportCommand = {
  builder,
  handler: async (options: ExportArguments) => {
    process.stdout.write(await runExport(options));
  },
};

async function runExport({ scenario: path, at, out, runOn: runsOn, seed, set }: ExportArguments): Promise<string> {
  const mistakes: string[] = [];
  const atMs = timeOf(at, mistakes) ?? 0;
  if (atMs % 1_000 > 0) mistakes.push(`--at ${at}: give whole seconds, because a scenario starts at one`);
  const scenario = orAllMistakes(mistakes, () => readScenario(scenarioIn(path), { set, seed }));
  printWarnings(scenario);
  const exported = await exportAt(scenario, atMs, { runsOn });
  await intoDirectory(out, async (directory) => {
    for (const [name, content] of exported.files) directory.file(name, jsonText(content));
    directory.file('export.json', jsonText(exportRecord(scenario, exported)));
  });
  const { containerInstances, tasks, whatFollows } = exported;
  const count = (amount: number, thing: string) => `${numberText(amount, 0)} ${thing}${amount === 1 ? '' : 's'}`;
  const head = `${scenario.setup.name} at ${durationText(atMs)} (${exported.at}): ${count(containerInstances, 'container instance')}, ${count(tasks, 'task')}`;
  return `${[head, `${count(exported.files.size, 'file')}: ${out}`, ...(whatFollows === null ? [] : [`Digest of what follows: ${whatFollows}`])].join('\n')}\n`;
}

/** Returns the path of the scenario: a run directory contains its own. */
function scenarioIn(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'scenario.yaml') : path;
}

function jsonText(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
