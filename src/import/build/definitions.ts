import type { TaskDefinition } from '../../scenario/task-definition/definition.js';
import { readTaskDefinition } from '../../scenario/task-definition/read.js';
import { taskDefinitionSchema } from '../../scenario/task-definition/schema.js';
import { type Place, under } from '../findings.js';
import { field, keyLetters, shaped, tellUnread, textAt } from '../in-scenario-shape.js';
import { asName, type Block, blockOf, isBlock, listOf, nameText, plural } from '../plain.js';
import type { DescribedResource } from '../resource-inventory.js';
import { isUnresolved, tellUnresolved } from '../unresolved.js';
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
const NOT_KEPT_OF_TASK = [
  'tags',
  'registeredBy',
  'registeredAt',
  'taskDefinitionArn',
  'requiresAttributes',
  'compatibilities',
  'taskRoleArn',
  'executionRoleArn',
];

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
  const unread: string[] = [];
  const shape = shaped(taskDefinitionSchema, given, { place, findings, unread }) as Part;
  const family = asName(nameText(textAt(value, 'family') ?? id ?? 'task'));
  const part: Part = pruned({ ...shape, family }) as Part;
  tellUnread(unread, place, findings);
  const { value: definition, problems } = readTaskDefinition(part, { path: [] });
  const errors = problems.filter(({ level }) => level !== 'warning');
  for (const { path, message } of errors) findings.leftOut(under(place, ...path), `the definition ${family} is refused: ${message}`);
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

/** Parses the containers, which plans store as JSON text. */
function withContainers(value: Block, place: Place, findings: Building['findings']): Block | undefined {
  const containers = field(value, 'containerDefinitions');
  if (isUnresolved(containers)) {
    tellUnresolved(containers, under(place, 'containerDefinitions'), findings);
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

function pruned(part: Part): Part {
  const containers = listOf(part.containerDefinitions).filter(isBlock).map(prunedContainer);
  const rest = Object.entries(part).filter(([key, value]) => !NOT_KEPT_OF_TASK.includes(key) && !isEmpty(value));
  const ordered = rest.filter(([key]) => key !== 'family' && key !== 'containerDefinitions');
  return { family: part.family, ...Object.fromEntries(ordered), containerDefinitions: containers };
}

function prunedContainer(container: Block): Part {
  const { logConfiguration, ...others } = container;
  const kept = Object.entries(others).filter(([key, value]) => !NOT_KEPT.includes(key) && !isEmpty(value));
  const logDriver = isBlock(logConfiguration) ? logConfiguration.logDriver : undefined;
  return { ...Object.fromEntries(kept), ...(logDriver === undefined ? {} : { logConfiguration: { logDriver } }) };
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
