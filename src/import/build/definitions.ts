import type { TaskDefinition } from '../../scenario/task-definition/definition.js';
import { readTaskDefinition } from '../../scenario/task-definition/read.js';
import { taskDefinitionSchema } from '../../scenario/task-definition/schema.js';
import { type Findings, type Place, under } from '../findings.js';
import { field, shaped, textAt } from '../in-scenario-shape.js';
import { asName, type Block, blockOf, isBlock, keyLetters, listOf, nameText, plural } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { dropSmallest, lastFirst, leftOutText } from '../smallest-part.js';
import { UnreadKeys } from '../unread-keys.js';
import { isUnresolved, reportUnresolved } from '../unresolved.js';
import type { Building, Part } from './context.js';
import { familyIn } from './lookup.js';

/** Converts task definitions, without parts that a simulation does not use and that may be secret. */

const NOT_KEPT = [
  'command',
  'entryPoint',
  'environment',
  'environmentFiles',
  'secrets',
  'dockerLabels',
  'credentialSpecs',
  'repositoryCredentials',
  'user',
  'workingDirectory',
];
const NOT_KEPT_OF_TASK = ['tags', 'taskRoleArn', 'executionRoleArn'];
/** Of answers, not of the task: AWS works them out. */
const ANSWERED = ['registeredBy', 'registeredAt', 'taskDefinitionArn', 'requiresAttributes', 'compatibilities'];

/** A task definition of the scenario and the matching data of the input. */
export interface Known {
  readonly part: Part;
  readonly definition: TaskDefinition;
  readonly place: Place;
}

export function buildDefinitions(building: Building): Known[] {
  const known: Known[] = [];
  for (const described of building.inventory.taskDefinitions) {
    const found = definitionOf(building, described);
    if (found === undefined) continue;
    const { family, revision } = found.definition;
    if (known.some(({ definition }) => definition.family === family && definition.revision === revision)) {
      building.findings.leftOut(found.place, `${family}:${revision} is in the input already`);
      continue;
    }
    known.push(found);
    building.scenario.taskDefinitions.push(found.part);
  }
  return known;
}

function definitionOf({ findings, draft }: Building, { value, place, id }: DescribedResource): Known | undefined {
  const given = withContainers(value, place, findings);
  if (given === undefined) return undefined;
  const unread = new UnreadKeys();
  const shape = shaped(taskDefinitionSchema, given, { place, findings, unread }) as Part;
  const family = asName(nameText(textAt(value, 'family') ?? id ?? 'task'));
  const part = pruned({ ...shape, family }, unread);
  unread.report(place, findings);
  nameImages(part, place, findings);
  const definition = readable(part, (message) => findings.leftOut(place, `${family}: ${message}`));
  if (definition === undefined) return undefined;
  draft.from(part, place);
  const { cpuUnits, memoryMib, containers } = definition;
  findings.understood(
    place,
    `task definition ${family}:${definition.revision}: ${plural(containers.length, 'container')}, ${cpuUnits} CPU units, ${memoryMib} MiB`,
    part,
  );
  return { part, definition, place };
}

/** Names the images that pipelines fill in when they register the definition; it is the container's own, pulled as any other. */
function nameImages({ family, containerDefinitions }: Part, place: Place, findings: Findings): void {
  for (const container of listOf(containerDefinitions) as Part[]) {
    const { name, image } = container;
    if (typeof name !== 'string' || name === '' || (image !== undefined && image !== '')) continue;
    container.image = `${String(family)}-${name}`;
    findings.assumed(
      place,
      `the container ${name} of ${String(family)} has no image: one of its own stands for it, ${container.image}`,
      'taskDefinitions',
    );
  }
}

const ROUNDS_MAX = 20;

/** Leaves out what is refused of a definition; undefined where it cannot be without it. */
function readable(part: Part, report: (message: string) => void): TaskDefinition | undefined {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { value, problems } = readTaskDefinition(part, { path: [] });
    if (value !== undefined) return value;
    const dropped: string[] = [];
    const refusals = problems.filter(({ level }) => level !== 'warning').map(({ path, message }) => ({ path: path.join('.'), message }));
    for (const { path, message } of lastFirst(refusals, (refusal) => refusal.path)) {
      if (dropped.some((one) => `${path}.`.startsWith(`${one}.`))) continue;
      const gone = path === '' ? undefined : dropSmallest(part, 'taskDefinitions', path);
      if (gone !== undefined) report(leftOutText(gone, message));
      if (gone !== undefined) dropped.push(gone);
    }
    if (dropped.length > 0) continue;
    for (const { path, message } of refusals) report(`the definition is refused: ${path === '' ? '' : `${path}: `}${message}`);
    return undefined;
  }
  return undefined;
}

/** Parses the containers, which plans store as JSON text. */
function withContainers(value: Block, place: Place, findings: Building['findings']): Block | undefined {
  const containers = field(value, 'containerDefinitions');
  if (isUnresolved(containers)) {
    reportUnresolved(containers, under(place, 'containerDefinitions'), findings);
    return undefined;
  }
  const sized = withHostPaths(value);
  if (typeof containers !== 'string') return sized;
  try {
    const parsed: unknown = JSON.parse(containers);
    return {
      ...blockOf(Object.entries(sized).filter(([key]) => keyLetters(key) !== 'containerdefinitions')),
      containerDefinitions: listOf(parsed).slice(0, 100),
    };
  } catch {
    findings.mistake(under(place, 'containerDefinitions'), 'is a text that is no JSON');
    return undefined;
  }
}

/** Converts `host_path` of a plan. */
function withHostPaths(value: Block): Block {
  const key = Object.keys(value).find((name) => keyLetters(name) === 'volume');
  if (key === undefined) return value;
  const volumes = listOf(value[key]).map((volume) => {
    if (!isBlock(volume)) return volume;
    const { host_path: sourcePath, ...others } = volume;
    return typeof sourcePath === 'string' && sourcePath !== '' ? { ...others, host: { sourcePath } } : others;
  });
  return { ...value, [key]: volumes };
}

function pruned({ family, containerDefinitions, ...others }: Part, unread: UnreadKeys): Part {
  const containers = listOf(containerDefinitions)
    .filter(isBlock)
    .map((container) => prunedContainer(container, unread));
  const rest = Object.entries(others).filter(([key, value]) => !ANSWERED.includes(key) && !isEmpty(value));
  for (const [key] of rest) if (NOT_KEPT_OF_TASK.includes(key)) unread.addIdle(key);
  return { family, ...Object.fromEntries(rest.filter(([key]) => !NOT_KEPT_OF_TASK.includes(key))), containerDefinitions: containers };
}

function prunedContainer({ logConfiguration, ...others }: Block, unread: UnreadKeys): Part {
  const rest = Object.entries(others).filter(([, value]) => !isEmpty(value));
  for (const [key] of rest) if (NOT_KEPT.includes(key)) unread.addIdle(`containerDefinitions.${key}`);
  const { logDriver, ...options } = isBlock(logConfiguration) ? logConfiguration : {};
  for (const key of Object.keys(options)) unread.addIdle(`containerDefinitions.logConfiguration.${key}`);
  return {
    ...Object.fromEntries(rest.filter(([key]) => !NOT_KEPT.includes(key))),
    ...(logDriver === undefined ? {} : { logConfiguration: { logDriver } }),
  };
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isBlock(value) && Object.keys(value).length === 0);
}

/** Finds the definition that a service or schedule names: the given revision or, without one, the newest of the family. */
export function definitionFor(known: readonly Known[], reference: string): Known | undefined {
  const { family, revision } = familyIn(reference);
  const name = asName(nameText(family));
  const ofFamily = known.filter(({ definition }) => definition.family === name || definition.family === family);
  if (revision !== undefined) return ofFamily.find(({ definition }) => definition.revision === revision);
  return [...ofFamily].sort((a, b) => b.definition.revision - a.definition.revision)[0];
}

export function referenceTo({ definition }: Known, all: readonly Known[]): string {
  const isAlone = all.filter((other) => other.definition.family === definition.family).length === 1;
  return isAlone ? definition.family : `${definition.family}:${definition.revision}`;
}

export interface Scaled {
  readonly name: string;
  readonly described: DescribedResource;
  readonly part: Part;
  readonly known: Known;
}
