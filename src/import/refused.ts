import type { LocatedProblem } from '../scenario/text/sources.js';
import type { Building, Part } from './build/context.js';
import { placeText } from './build/draft.js';
import { addPlaceholder } from './build/placeholder.js';
import { under } from './findings.js';
import { isBlock, listOf } from './plain.js';

/** Leaves out the parts that the scenario's checks refuse, with the reason, so that the rest is usable. */

const ROUNDS_MAX = 20;

interface Checking {
  write(): void;
  check(): readonly LocatedProblem[];
}

/** Removes refused parts until the checks pass. A refused part that cannot be left out is a mistake of the input. */
export function dropRefused(building: Building, { write, check }: Checking): void {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    write();
    const problems = check();
    if (problems.length === 0) return;
    const dropped = problems.filter((problem) => drop(building, problem));
    if (dropped.length === 0) return tell(building, problems);
    addPlaceholder(building);
  }
  tell(building, check());
}

interface RefusedFile {
  readonly list: unknown[];
  readonly index: number;
  readonly part: Part;
  /** Path within the part. */
  readonly field: string;
}

/** Finds the list item that a path leads into, by its index or by its name. */
function partAt({ scenario }: Building, path: string): RefusedFile | undefined {
  const words = path.split('.');
  const depth = words[0] === 'cluster' || words[0] === 'present' ? 1 : 0;
  const holder = depth === 0 ? scenario : scenario[words[0] as 'cluster' | 'present'];
  const list: unknown = isBlock(holder) ? holder[words[depth]!] : undefined;
  if (!Array.isArray(list)) return undefined;
  const name = words[depth + 1];
  const index = list.findIndex((part, i) => String(i) === name || (isBlock(part) && nameOf(part) === name));
  const part: unknown = list[index];
  return isBlock(part) ? { list, index, part: part as Part, field: words.slice(depth + 2).join('.') } : undefined;
}

const DROPPED = ['services', 'workloads', 'taskDefinitions'];
/** Fields that make a part what it is: without one of these the whole part is left out. */
const ESSENTIAL: Readonly<Record<string, readonly string[]>> = {
  services: ['serviceName', 'taskDefinition', 'desiredCount', 'launchType', 'capacityProviderStrategy', 'schedulingStrategy'],
  workloads: ['name', 'taskDefinition', 'arrivals', 'runTime', 'count', 'launchType', 'capacityProviderStrategy'],
  taskDefinitions: ['family', 'cpu', 'memory', 'networkMode', 'requiresCompatibilities', 'runtimePlatform', 'revision'],
};
/** Of a container: it is named, and its size decides where the task fits. */
const ESSENTIAL_OF_CONTAINER = ['name', 'image', 'cpu', 'memory', 'memoryReservation', 'essential'];

/** Removes the innermost value at a refused path of a part; false where the part cannot be without it. */
function dropField(part: Part, kind: string, field: string): string | undefined {
  const words = field.split('.');
  if (field === '' || ESSENTIAL[kind]!.includes(words[0]!)) return undefined;
  let holder: unknown = part;
  let innermost: { readonly holder: Part | unknown[]; readonly key: string; readonly depth: number } | undefined;
  for (const [depth, word] of words.entries()) {
    if (Array.isArray(holder) ? holder[Number(word)] === undefined : !isBlock(holder) || holder[word] === undefined) break;
    innermost = { holder: holder as Part | unknown[], key: word, depth };
    holder = (holder as Part)[word];
  }
  if (innermost === undefined) return undefined;
  const { holder: at, key, depth } = innermost;
  if (words[0] === 'containerDefinitions' && (depth < 2 || (depth === 2 && ESSENTIAL_OF_CONTAINER.includes(key)))) return undefined;
  if (Array.isArray(at)) at.splice(Number(key), 1);
  else delete at[key];
  return words.slice(0, depth + 1).join('.');
}

function drop(building: Building, { path, message }: LocatedProblem): boolean {
  const { scenario, findings, draft, drift } = building;
  const found = partAt(building, path);
  if (found === undefined) return false;
  const { list, index, part, field } = found;
  const place = draft.originOf(part) ?? { file: '', field: '' };
  if (drift && path.startsWith('present.containerInstances') && field.startsWith('remainingResources')) {
    if (part.remainingResources === undefined) return true;
    delete part.remainingResources;
    findings.assumed(
      under(place, 'remainingResources'),
      `what is free on ${nameOf(part)} follows from its tasks: ${message}`,
      'present.containerInstances',
    );
    return true;
  }
  const [kind] = path.split('.');
  const dropped = DROPPED.includes(kind!) ? dropField(part, kind!, field) : undefined;
  if (dropped !== undefined) {
    findings.leftOut(place, `${nameOf(part)}: ${dropped} is left out: ${message}`);
    return true;
  }
  const isLast = kind === 'taskDefinitions' && list.length <= 1;
  // Dropping a definition or service with running tasks would change the cluster.
  const isRunning = listOf(scenario.present?.tasks).some((task) => isBlock(task) && isOf(task, part));
  if (!DROPPED.includes(kind!) || isLast || isRunning) return false;
  list.splice(index, 1);
  findings.lost(place, `${nameOf(part)}: ${field === '' ? '' : `${field}: `}${message}`);
  return true;
}

function isOf(task: Readonly<Part>, { serviceName, family, revision = 1 }: Part): boolean {
  return task.group === `service:${String(serviceName)}` || task.taskDefinition === `${String(family)}:${String(revision)}`;
}

function nameOf(part: Readonly<Part>): string {
  return String(part.serviceName ?? part.ec2InstanceId ?? part.name ?? part.family ?? part.id);
}

const DRIFT_REMEDY = 'a task is missing, or the files are of different times (--drift goes on with the tasks that are here)';

/** Reports problems at their source in the input, where it is known. */
function tell(building: Building, problems: readonly LocatedProblem[]): void {
  const { findings, draft } = building;
  for (const { path, message } of problems) {
    const found = partAt(building, path);
    const place = found === undefined ? undefined : draft.originOf(found.part);
    if (found === undefined || place === undefined) findings.mistake({ file: 'scenario', field: path }, message);
    else if (found.field.startsWith('remainingResources'))
      findings.mistake(under(place, found.field), `${nameOf(found.part)}: ${message}: ${DRIFT_REMEDY}`);
    else findings.mistake(place, `${placeText({ file: 'scenario', field: path })}: ${message}`);
  }
}
