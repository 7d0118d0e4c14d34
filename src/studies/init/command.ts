import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Argv } from 'yargs';
import { flag, ofText, ofTexts, TEXT } from '../../cli/scenario-options.js';
import { commandLine, terminalLook } from '../../cli/terminal.js';
import { wrapped } from '../../cli/text-table.js';
import type { WordsOf } from '../../cli/words.js';
import { importScenario } from '../../import/import.js';
import type { InputFile } from '../../import/recordings.js';
import { UserError } from '../../run/failure.js';
import { optionsOf, scenarioFiles } from '../import/command.js';
import { importText, mistakeLine } from '../import/text.js';
import { whyNoFile, writeWhole } from '../import/whole-files.js';
import { NETWORK_MODES } from './answer.js';
import { type AnswerOptions, answersOf } from './answers.js';
import { filesFound } from './files.js';
import { firstScenario } from './first.js';
import { type Prompter, terminalPrompter } from './questions.js';
import { withSections } from './sections.js';

const OUT = 'scenario.yaml';

const builder = (yargs: Argv) =>
  yargs
    .positional('files', {
      type: 'string',
      array: true,
      default: [],
      describe:
        'Task definitions, CloudFormation templates, Terraform plans or answers of the AWS API, or directories of them; default: those of this directory',
    })
    .option(
      'service',
      ofTexts('NAME=CPU,MEMORY,TASKS, such as web=512,1024,6, or 6-18 from night to day; NAME=TASKS for a task definition; repeatable'),
    )
    .option('instance-type', ofText('Of the cluster, such as m5.xlarge'))
    .option('duration', ofText('How long to simulate, such as 24h or 7d'))
    .option('region', ofText('Default: that of the files, else us-east-1'))
    .option('network-mode', { choices: NETWORK_MODES, describe: 'Of the tasks of --service (default: awsvpc)' })
    .option('target-capacity', ofText('Of the capacity provider, in percent (default: 100)'))
    .option('parameter', ofTexts('NAME=VALUE of a parameter of a template; repeatable'))
    .option('out', { ...TEXT, default: OUT, describe: 'The scenario to write' })
    .option('policy', ofText('Instead: write a module with a placement policy that works, such as mine.ts'))
    .option('yes', flag('Ask nothing: take the defaults, and say them'))
    .option('force', flag('Write over a scenario that is there'))
    .example('$0 init', 'asks, or imports the ECS files of this directory')
    .example('$0 init --service web=512,1024,6 --instance-type m5.xlarge --duration 7d', '')
    .example('$0 init template.yaml --out shop.yaml', '');

type InitArguments = WordsOf<typeof builder>;

export const initCommand = {
  builder,
  handler: async (options: InitArguments) => {
    if (options.policy !== undefined) {
      process.stdout.write(policyWritten(options.policy, options.force));
      return;
    }
    const prompter = options.yes ? null : terminalPrompter();
    try {
      process.stdout.write(await initialised(options, prompter));
    } finally {
      prompter?.close();
    }
  },
};

/** Writes a policy module, and returns the next steps. */
function policyWritten(path: string, force: boolean): string {
  const why = whyNoFile({ option: '--policy', path });
  if (why !== undefined) throw new UserError([why]);
  if (!/\.(ts|mjs|js)$/.test(path)) throw new UserError([`--policy ${path}: name a module that ends in .ts, .mjs or .js`]);
  if (existsSync(path) && !force) throw new UserError([`--policy ${path}: is there already: name another file, or give --force`]);
  const text = policyTemplate(scenarioName(path.replace(/\.(ts|mjs|js)$/, '')));
  // Types are of TypeScript alone.
  const plain = text.replace(/^import type .*\n\n/m, '\n').replace(': AlgorithmFactory', '');
  writeWhole([{ option: '--policy', path, content: path.endsWith('.ts') ? text : plain }]);
  const module = path.startsWith('/') || path.startsWith('.') ? path : `./${path}`;
  return `${path}: a placement policy that works; change its rank.\n\nNext:\n  drydock run SCENARIO --policy ${module}\n  drydock compare SCENARIO --policies best-fit,${module}\n  drydock pack --format openb --nodes NODES --tasks PODS --policies best-fit,fgd,${module}\n`;
}

/** Writes the scenario, and returns the text to print. */
async function initialised(options: InitArguments, prompter: Prompter | null): Promise<string> {
  const { out, files } = options;
  const isWrittenOver = existsSync(out);
  const wrong = await whyNotWritten(options, prompter);
  // A user who describes services does not need the files in this directory.
  const found = files.length === 0 && options.service.length > 0 ? ({ kind: 'none' } as const) : filesFound(files, out);
  if (found.kind === 'import' && wrong.length > 0) throw new UserError(wrong);
  const lines =
    found.kind === 'import'
      ? imported(options, found.files)
      : await made(options, { prompter, definitions: found.kind === 'none' ? [] : found.definitions, wrong });
  return `${[...lines, ...(isWrittenOver ? [`${out} was there: it is written anew.`] : []), ...nextText(out, found.kind !== 'import')].join('\n')}\n`;
}

/** The mistake of --out, if it has one. */
async function whyNotWritten({ out, force }: InitArguments, prompter: Prompter | null): Promise<string[]> {
  const why = whyNoFile({ option: '--out', path: out });
  if (why !== undefined) return [why];
  const isFree = force || !existsSync(out) || ((await prompter?.isYes(`${out} is there already. Write over it?`)) ?? false);
  return isFree ? [] : [`--out ${out}: is there already: name another file, or give --force`];
}

async function made(options: InitArguments, rest: Parameters<typeof answersOf>[1]): Promise<string[]> {
  const { out } = options;
  const { answers, assumed } = await answersOf(options, rest);
  const { text, sentence } = firstScenario({ ...answers, name: scenarioName(out) }, out);
  writeWhole([{ option: '--out', path: out, content: text }]);
  const lines = assumed.length === 0 ? [] : ['', 'Assumed; the option in brackets changes it:', ...assumed.map((line) => `  ${line}`)];
  return [...wrapped(`${out}: ${sentence}`, terminalLook().width), ...lines, ''];
}

/** The options of a scenario that is made from answers. */
const MADE: readonly (keyof AnswerOptions)[] = ['instanceType', 'duration', 'networkMode', 'targetCapacity'];

function imported(options: InitArguments, files: readonly InputFile[]): string[] {
  const { out, parameter, region, service } = options;
  const unused = [...(service.length > 0 ? ['service'] : []), ...MADE.filter((key) => options[key] !== undefined)];
  const names = files.length > 3 ? `${files.length} files` : files.map(({ file }) => file).join(', ');
  if (unused.length > 0)
    throw new UserError(
      unused.map(
        (key) =>
          `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: the scenario comes from ${names}: leave the option out, and change the scenario`,
      ),
    );
  const result = importScenario(files, optionsOf({ out, parameter, region, instanceType: [], drift: false, force: true }));
  if (result.scenario === undefined) throw new UserError(result.mistakes.map(mistakeLine));
  writeWhole(scenarioFiles(out, { ...result, scenario: withSections(result.scenario) }));
  return [`${out}: imported from ${names}`, '', ...importText(result, { out, width: terminalLook().width, areFilesNamed: true }), ''];
}

function scenarioName(out: string): string {
  return (
    basename(out)
      .replace(/\.(ya?ml|json)$/i, '')
      .replace(/[^\w-]+/g, '-') || 'scenario'
  );
}

/** Returns the commands that go on from here. */
function nextText(out: string, hasVariants: boolean): string[] {
  const command = (word: string) => commandLine([word, out]);
  return [
    `Next: ${command('run')}`,
    ...(hasVariants ? [`Then: ${command('compare')}, which sets its variants beside it`] : []),
    `Then: ${command('advise')}, which tries more and combines what saves`,
  ];
}

/** The text of a module with a placement policy that works: the start of one's own. */
function policyTemplate(name: string): string {
  return `// A placement policy of Drydock: a rank for each instance that has room for a task. The lowest rank is taken.
// docs/algorithms.md has the columns of the fleet, the fields of a request and the contract that each policy is checked against.
import type { AlgorithmFactory } from 'ecs-drydock';

const policy: AlgorithmFactory = ({ most }) => ({
  name: '${name}',
  // The rank follows from the instance and the request alone, so ranks may be kept until the instance changes.
  dependsOn: 'row',
  // Here: the instance that the task leaves the least free, CPU and memory as shares of the largest instance.
  rank: (fleet, row, request) =>
    (fleet.cpuUnitsFree[row] - request.cpuUnits) / most.cpuUnits + (fleet.memoryMibFree[row] - request.memoryMib) / most.memoryMib,
});

export default policy;
`;
}
