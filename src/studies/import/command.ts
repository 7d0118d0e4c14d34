import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Argv } from 'yargs';
import { flag, ofText } from '../../cli/scenario-options.js';
import { terminalLook } from '../../cli/terminal.js';
import type { WordsOf } from '../../cli/words.js';
import type { Finding } from '../../import/findings.js';
import { type Imported, type ImportOptions, importScenario } from '../../import/import.js';
import { EXIT_BAD_INPUT, UserError } from '../../run/failure.js';
import { momentMsOf } from '../../scenario/moment.js';
import { whyNoRegion } from '../../scenario/region.js';
import { assumptionsText } from './assumptions.js';
import { readAssembly } from './cloud-assembly.js';
import { inputFiles, readBeside } from './files.js';
import { importJson, importText, mistakeLine } from './text.js';
import { whyNoFile, writeWhole } from './whole-files.js';

const many = { type: 'string', array: true, default: [] as string[], requiresArg: true } as const;

const builder = (yargs: Argv) =>
  yargs
    .positional('files', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Files, or directories of them, recognised by their content',
    })
    .option('app', ofText('A cloud assembly of the CDK: the stacks of the directory that cdk synth wrote, cdk.out'))
    .option('out', ofText('Where the scenario goes; default stdout, the report then goes to stderr'))
    .option('parameter', {
      ...many,
      nargs: 1,
      describe: 'NAME=VALUE of a parameter of a template, also AWS::StackName and the like; repeatable',
    })
    .option('region', ofText('Default: that of the input, else us-east-1'))
    .option('cluster', ofText('Which cluster, where the input has several'))
    .option('instance-type', {
      ...many,
      nargs: 1,
      describe: 'NAME=CPU_UNITS,MEMORY_MIB,USD_PER_HOUR of a type that the catalogue does not have',
    })
    .option(
      'at',
      ofText('Time of the answers, such as 2026-11-26T03:00:00Z; default: that of the snapshot, else the latest time in the answers'),
    )
    .option('drift', flag('Free resources of instances need not add up with their tasks'))
    .option('partial', flag('Write the scenario although services or groups of the input are not in it'))
    .option('report', ofText('File that the report also goes to, as JSON'))
    .option('force', flag('Write over a scenario that is there'))
    .option('json', flag('The report as JSON instead of text'))
    .example('$0 import template.yaml --parameter DesiredCount=4 --out scenario.yaml', 'CloudFormation, CDK, Copilot')
    .example('$0 import --app cdk.out --out scenario.yaml', 'all stacks of a CDK app')
    .example('$0 import snapshot/ --out scenario.yaml', 'output of the AWS CLI')
    .epilogue(assumptionsText());

type ImportArguments = WordsOf<typeof builder>;

export const importCommand = {
  builder,
  handler: (options: ImportArguments) => {
    importTo(options, {
      out: (text) => process.stdout.write(text),
      report: (text) => (options.out === undefined ? process.stderr : process.stdout).write(text),
    });
  },
};

interface Outlets {
  out(text: string): void;
  report(text: string): void;
}

function importTo(options: ImportArguments, outlets: Outlets): void {
  const { out, report, json } = options;
  if (options.files.length === 0 && options.app === undefined)
    throw new UserError(['name what to import: files or directories of them, or --app cdk.out']);
  const given = optionsOf(options);
  const assembly = options.app === undefined ? null : readAssembly(options.app, options.region);
  const files = [...(assembly?.files ?? []), ...(options.files.length === 0 ? [] : inputFiles(options.files))];
  const imported = importScenario(files, { ...given, region: given.region ?? assembly?.region, elsewhere: assembly?.elsewhere });
  const losses = imported.findings.filter(({ isLoss }) => isLoss);
  if (losses.length > 0 && !options.partial && imported.scenario !== undefined) refuseLosses(imported, losses, { options, outlets });
  writeWhole([
    ...(report === undefined ? [] : [{ option: '--report', path: report, content: importJson(imported, out ?? null) }]),
    ...(out === undefined ? [] : scenarioFiles(out, imported)),
  ]);
  if (imported.scenario === undefined) refuse(imported, json, outlets);
  if (out === undefined) outlets.out(imported.scenario);
  outlets.report(json ? importJson(imported, out ?? null) : `${importText(imported, { out, width: terminalLook().width }).join('\n')}\n`);
}

/** The files of an imported scenario: the scenario and, if it is large, its present state. */
export function scenarioFiles(out: string, { scenario, present }: Pick<Imported, 'scenario' | 'present'>) {
  const file = (path: string, content: string | undefined) => (content === undefined ? [] : [{ option: '--out', path, content }]);
  // The state comes first, because the scenario refers to it.
  return [...file(presentPath(out), present), ...file(out, scenario)];
}

function presentPath(out: string): string {
  return join(dirname(out), `${basename(out).replace(/\.ya?ml$/, '')}.present.json`);
}

/** Options that decide what an import makes of its files. */
type ImportRequest = Omit<ImportArguments, 'app' | 'files' | 'json' | 'partial'>;

/** Reads the options. Throws one error with all mistakes. */
export function optionsOf({ out, report, force, region, cluster, at, drift, ...options }: ImportRequest): ImportOptions {
  const mistakes = outputMistakes(out, report, force);
  const presentFile = out === undefined ? undefined : basename(presentPath(out));
  const parameters = pairs(options.parameter, '--parameter', mistakes);
  const types = pairs(options.instanceType, '--instance-type', mistakes);
  const instanceTypes = new Map([...types].map(([name, value]) => [name, typeOf(name, value, mistakes)]));
  const noRegion = region === undefined ? undefined : whyNoRegion(region);
  if (noRegion !== undefined) mistakes.push(`--region ${region}: ${noRegion}`);
  const atMs = at === undefined ? undefined : momentMsOf(at);
  if (at !== undefined && atMs === undefined) mistakes.push(`--at ${at}: is no moment such as 2026-11-26T03:00:00Z`);
  if (mistakes.length > 0) throw new UserError(mistakes);
  return { parameters, instanceTypes, region, cluster, at: atMs, drift, presentFile, pathOf: pathFrom(out), readBeside };
}

/** Returns paths relative to the scenario; with slashes on every system. */
function pathFrom(out: string | undefined): (file: string) => string {
  const folder = out === undefined ? '.' : dirname(out);
  return (file) => relative(folder, file).replaceAll(sep, '/');
}

function outputMistakes(out: string | undefined, report: string | undefined, force: boolean): string[] {
  const outs = out === undefined ? [] : [out, presentPath(out)];
  const places = [...(out === undefined ? [] : [whyNoFile({ option: '--out', path: out })])];
  if (report !== undefined) places.push(whyNoFile({ option: '--report', path: report }));
  const wrong = places.filter((one) => one !== undefined);
  if (report !== undefined && outs.some((path) => resolve(path) === resolve(report)))
    wrong.push(`--report ${report}: the scenario goes there: name another file`);
  if (wrong.length > 0 || force) return wrong;
  return outs
    .filter((path) => existsSync(path) && !statSync(path).isFIFO() && !statSync(path).isCharacterDevice())
    .map((path) => `--out ${out}: ${path} is there already: name another file, or give --force`);
}

/** A scenario without services or groups of the cluster gives answers about another cluster, so it is written only on request. */
function refuseLosses(
  imported: Imported,
  losses: readonly Finding[],
  { options, outlets }: { options: ImportArguments; outlets: Outlets },
): never {
  const { report, json } = options;
  const text = importJson(imported, null);
  if (report !== undefined) writeWhole([{ option: '--report', path: report, content: text }]);
  if (json) outlets.report(text);
  const what = losses.length === 1 ? 'a service, group or stack' : `${losses.length} services, groups or stacks`;
  throw new UserError(
    [...losses.map(mistakeLine), `nothing is written: ${what} of the input would not be in the scenario; --partial writes it without`],
    EXIT_BAD_INPUT,
  );
}

function refuse(imported: Imported, json: boolean, outlets: Outlets): never {
  if (json) outlets.report(importJson(imported, null));
  throw new UserError(json ? [] : imported.mistakes.map(mistakeLine), EXIT_BAD_INPUT);
}

function pairs(texts: readonly string[], option: string, mistakes: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals <= 0) mistakes.push(`${option} ${text}: write it as NAME=VALUE`);
    else found.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return found;
}

function typeOf(name: string, text: string, mistakes: string[]): Record<string, unknown> {
  const [cpuUnits, memoryMib, usdPerHour] = text.split(',').map(Number);
  if (![cpuUnits, memoryMib].every((value) => Number.isInteger(value) && value! > 0) || !(usdPerHour! >= 0))
    mistakes.push(`--instance-type ${name}=${text}: write CPU_UNITS,MEMORY_MIB,USD_PER_HOUR, such as ${name}=2048,7680,0.096`);
  return { name, cpuUnits, memoryMib, usdPerHour };
}
