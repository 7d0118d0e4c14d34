import { REGIONS } from '../catalog/regions.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { isDescribed, readApi } from './api/answers.js';
import type { BuildOptions, ScenarioDraft } from './build/context.js';
import { assumeQuotas } from './build/quotas.js';
import { buildScenario, scenarioTree } from './build/scenario.js';
import { isTemplate, readTemplates, type TemplateInput } from './cloudformation/template.js';
import { mergeDuplicates } from './duplicates.js';
import { type Finding, Findings, type Mistake } from './findings.js';
import { asName, type Block, listOf, nameIn } from './plain-data.js';
import { readTree } from './read/tree.js';
import { isTerraformText, parametersIn, recognise, TERRAFORM_REMEDY } from './recognise.js';
import { type InputFile, isTable, recordingsIn } from './recordings.js';
import { dropRefused } from './refused.js';
import { emptyInventory, type ResourceInventory } from './resource-inventory.js';
import { readPlan } from './terraform/plan.js';

/** Choices of an import that its files do not make. */
export interface ImportOptions {
  readonly region?: string | undefined;
  readonly cluster?: string | undefined;
  /** Values of template parameters. */
  readonly parameters?: ReadonlyMap<string, string>;
  readonly instanceTypes?: BuildOptions['instanceTypes'];
  /** Time of the recorded state, in milliseconds since 1970. */
  readonly at?: number | undefined;
  /** Accepts remaining resources that do not add up with the tasks. */
  readonly drift?: boolean;
  /** Path for a large present state, relative to the scenario; absent: the state is written into the scenario. */
  readonly presentFile?: string | undefined;
  /** Files of the input that are of other regions, and are not among those given. */
  readonly elsewhere?: readonly { readonly file: string; readonly region: string }[] | undefined;
  /** Returns the path, relative to the scenario, of an input file that the scenario reads again. Absent: the file's own name. */
  pathOf?(file: string): string;
  /** Returns the file at a path relative to another file; undefined when it does not exist. */
  readBeside?(path: string, from: string): InputFile | undefined;
}

export interface Imported {
  /** YAML; absent when mistakes prevent a scenario. */
  readonly scenario?: string;
  /** JSON text of `presentFile` for a large present state; the scenario refers to that file. */
  readonly present?: string;
  readonly findings: readonly Finding[];
  readonly mistakes: readonly Mistake[];
}

export const REGION_DEFAULT = 'us-east-1';

/** Converts the texts of templates, plans and AWS answers into a scenario, and returns it with the findings. Reads no files itself. */
export function importScenario(files: readonly InputFile[], options: ImportOptions = {}): Imported {
  const findings = new Findings();
  const inventory = emptyInventory();
  for (const { file, region } of options.elsewhere ?? []) findings.leftOut({ file, field: '' }, `is a stack of ${region}`);
  const trees = files.flatMap((input) => treeOf(input, findings));
  const region = options.region ?? regionOf(trees) ?? REGION_DEFAULT;
  // Parameters of the command line precede those of files.
  const inFiles = trees.filter(({ kind }) => kind === 'parameters').flatMap(({ value }) => parametersIn(value)!);
  readTemplates(templatesIn(trees, options), {
    region,
    parameters: new Map([...inFiles, ...(options.parameters ?? [])]),
    findings,
    inventory,
    nested: (url, from) => nestedTemplate(url, from, { trees, options, findings }),
  });
  for (const { file, value, kind } of trees) {
    if (kind === 'terraform') readPlan({ file, plan: value as Block }, inventory, findings);
    if (kind === 'api') readApi({ file, value }, inventory, findings);
  }
  mergeDuplicates(inventory, findings);
  if (!isDescribed(inventory)) {
    reportNothing(files, findings);
    return { findings: findings.all, mistakes: findings.mistakes };
  }
  if (options.region === undefined && regionOf(trees) === undefined)
    findings.assumed(
      { file: trees[0]!.file, field: '' },
      `the region is ${region}: the input does not say which${imagesText(files, region)}`,
      'region',
    );
  const { cluster, at, drift = false, presentFile, instanceTypes = new Map(), pathOf = (file) => file } = options;
  const recordings = recordingsIn(files, pathOf, findings);
  return built(
    inventory,
    findings,
    { region, cluster, at, drift, presentFile, name: scenarioName(files[0]!), instanceTypes, recordings },
    files,
  );
}

/** Reports an input without usable content; parts that were left out are the reason. */
function reportNothing(files: readonly InputFile[], findings: Findings): void {
  if (findings.mistakes.length > 0) return;
  for (const { file } of files) {
    const reasons = findings.all.filter((finding) => finding.kind === 'leftOut' && finding.file === file);
    for (const { field, message } of reasons) findings.mistake({ file, field }, message);
    if (reasons.length === 0)
      findings.mistake(
        { file, field: '' },
        'has nothing for a scenario: give the description of a cluster, its services or task definitions as well',
      );
  }
}

function built(
  inventory: ResourceInventory,
  findings: Findings,
  options: BuildOptions & Pick<ImportOptions, 'presentFile'>,
  files: readonly InputFile[],
): Imported {
  const building = buildScenario(inventory, findings, options);
  if (!findings.all.some(({ kind }) => kind === 'understood')) reportNothing(files, findings);
  if (findings.mistakes.length > 0) return { findings: findings.all, mistakes: findings.mistakes };
  const head = [
    `Made by drydock import from ${files.length > 3 ? `${files.length} files` : files.map(({ file }) => nameIn(file)).join(', ')}.`,
    'What is marked as assumed is not in the input: put your own values there.',
  ];
  let [scenario, present] = ['', ''];
  const apart = isLarge(building.scenario.present) ? options.presentFile : undefined;
  const write = () => {
    scenario = building.draft.text(scenarioTree(building, apart), head);
    present = apart === undefined ? '' : presentJson(building.scenario.present!);
  };
  const { pathOf } = options.recordings;
  const read = (path: string) => (path === apart ? present : files.find(({ file }) => pathOf(file) === path)?.text);
  let setup: ReturnType<typeof loadScenario>['setup'];
  const check = () => {
    const loaded = loadScenario(scenario, { file: 'scenario', read });
    setup = loaded.setup;
    return loaded.errors ?? [];
  };
  dropRefused(building, { write, check });
  if (findings.mistakes.length > 0) return { findings: findings.all, mistakes: findings.mistakes };
  if (setup !== undefined && assumeQuotas(building, setup, files[0]!.file)) write();
  findings.settle((part) => isIn(building.scenario, part));
  return { scenario, ...(apart === undefined ? {} : { present }), findings: findings.all, mistakes: [] };
}

/** Returns whether the scenario has a part: a service, workload, definition, target group or group of instances. */
function isIn({ services, workloads, taskDefinitions, targetGroups, cluster }: ScenarioDraft, part: object): boolean {
  return [services, workloads, taskDefinitions, targetGroups, cluster.capacityProviders].some((list) => (list as unknown[]).includes(part));
}

/** Most instances and tasks that are written into the scenario itself; more would make it hard to read. */
const INLINE_MAX = 40;

function isLarge(present: Block | undefined): boolean {
  return listOf(present?.containerInstances).length + listOf(present?.tasks).length > INLINE_MAX;
}

/** Writes one instance or task per line. */
function presentJson(present: Block): string {
  const line = (value: unknown) =>
    Array.isArray(value) ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]` : JSON.stringify(value);
  return `{\n${Object.entries(present)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${line(value)}`)
    .join(',\n')}\n}\n`;
}

interface Read {
  readonly file: string;
  readonly value: unknown;
  readonly kind: ReturnType<typeof recognise>;
}

function treeOf({ file, text, isFound = false }: InputFile, findings: Findings): Read[] {
  const report = (message: string) =>
    isFound ? findings.leftOut({ file, field: '' }, message) : findings.mistake({ file, field: '' }, message);
  if (isTable(file)) return [];
  if (isTerraformText(text)) {
    report(TERRAFORM_REMEDY);
    return [];
  }
  const tree = readTree(text, file);
  if (tree.mistakes !== undefined) {
    for (const { field, message } of tree.mistakes) findings.mistake({ file, field }, message);
    return [];
  }
  reportRepeated(file, tree.repeated, findings);
  const kind = recognise(tree.value);
  if (kind === 'unknown') report('is neither a template, a plan nor an answer of AWS: it is a single value');
  return kind === 'unknown' ? [] : [{ file, value: tree.value, kind }];
}

function reportRepeated(file: string, repeated: readonly string[] = [], findings: Findings): void {
  for (const field of repeated) findings.leftOut({ file, field }, 'is given twice: the last one is taken');
}

function templatesIn(trees: readonly Read[], { parameters }: ImportOptions): TemplateInput[] {
  return trees
    .filter(({ kind }) => kind === 'cloudformation')
    .map(({ file, value }) => ({ file, template: value as Block, stackName: parameters?.get('AWS::StackName') ?? asName(stem(file)) }));
}

/** Returns the name of the directory for a file found in one, else that of the file. */
function scenarioName({ file, isFound = false }: InputFile): string {
  const folder = file.split(/[\\/]/).at(-2);
  return asName(isFound && folder !== undefined && /\w/.test(folder) ? folder : stem(file));
}

function stem(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/(\.template|\.stack)?\.[A-Za-z0-9]+$/, '');
}

/** Finds a nested template by its path, or by the last segment of its URL: first among the given files, then beside the parent template. */
function nestedTemplate(
  url: string,
  from: string,
  { trees, options, findings }: { trees: readonly Read[]; options: ImportOptions; findings: Findings },
) {
  const name = url.split(/[?#]/)[0]!.split('/').at(-1)!;
  if (name === '') return undefined;
  const given = trees.find(({ file, kind }) => kind === 'cloudformation' && file !== from && file.split(/[\\/]/).at(-1) === name);
  if (given !== undefined) return { file: given.file, template: given.value as Block };
  const beside = (/^[a-z0-9]+:/i.test(url) ? undefined : options.readBeside?.(url, from)) ?? options.readBeside?.(name, from);
  if (beside === undefined || beside.file === from) return undefined;
  const tree = readTree(beside.text, beside.file);
  if (tree.mistakes !== undefined || !isTemplate(tree.value)) return undefined;
  reportRepeated(beside.file, tree.repeated, findings);
  return { file: beside.file, template: tree.value };
}

/** Returns the region that most ARNs of the input name; one that does not exist is mistyped, as in an example of AWS's. */
function regionOf(trees: readonly Read[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { value, kind } of trees) {
    if (kind === 'cloudformation') continue;
    for (const region of regionsIn(value)) if (REGIONS.includes(region)) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A registry may be in another region than the cluster, so images are a hint only. */
function imagesText(files: readonly InputFile[], region: string): string {
  const other = files
    .map(({ text }) => /\.dkr\.ecr\.([a-z]{2,}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(text)?.[1])
    .find((one) => one !== undefined);
  return other === undefined || other === region ? '' : `, but images are in ${other}: --region ${other} if the cluster is, too`;
}

const REGION = /^arn:aws[a-z-]*:(?:ecs|autoscaling|elasticloadbalancing|application-autoscaling|ec2):([a-z]{2,}(?:-[a-z]+)+-\d):/;
const LOOKED_AT_MAX = 200_000;

function* regionsIn(root: unknown): Generator<string> {
  const stack = [root];
  for (let seen = 0; stack.length > 0 && seen < LOOKED_AT_MAX; seen++) {
    const value = stack.pop();
    if (typeof value === 'string') {
      const region = REGION.exec(value)?.[1];
      if (region !== undefined) yield region;
    } else if (typeof value === 'object' && value !== null) stack.push(...Object.values(value).slice(0, 10_000));
  }
}
