import type { LocatedProblem } from '../scenario/text/sources.js';
import type { Building, Part } from './build/context.js';
import { placeText } from './build/draft.js';
import { addPlaceholder } from './build/placeholder.js';
import { under } from './findings.js';
import { isBlock, listOf } from './plain-data.js';
import { dropSmallest, lastFirst, leftOutText } from './smallest-part.js';

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
    if (!dropEach(building, problems)) return report(building, problems);
    addPlaceholder(building);
  }
  report(building, check());
}

/** Returns whether anything could be left out. */
function dropEach(building: Building, problems: readonly LocatedProblem[]): boolean {
  const dropped: string[] = [];
  for (const problem of lastFirst(problems, ({ path }) => path)) {
    // Skips problems in an entry that is left out already: another may have its place now.
    if (dropped.some((path) => `${problem.path}.`.startsWith(`${path}.`))) continue;
    const path = drop(building, problem);
    if (path !== undefined) dropped.push(path);
  }
  return dropped.length > 0;
}

interface RefusedPart {
  /** Such as services or capacityProviders. */
  readonly kind: string;
  readonly list: unknown[];
  readonly index: number;
  readonly part: Part;
  /** Path within the part. */
  readonly field: string;
}

/** Finds the list item that a path leads into, by its index or by its name. */
function partAt({ scenario }: Building, path: string): RefusedPart | undefined {
  const words = path.split('.');
  const depth = words[0] === 'cluster' || words[0] === 'present' ? 1 : 0;
  const holder = depth === 0 ? scenario : scenario[words[0] as 'cluster' | 'present'];
  const list: unknown = isBlock(holder) ? holder[words[depth]!] : undefined;
  if (!Array.isArray(list)) return undefined;
  const name = words[depth + 1];
  const index = list.findIndex((part, i) => String(i) === name || (isBlock(part) && partName(part) === name));
  const part: unknown = list[index];
  return isBlock(part) ? { kind: words[depth]!, list, index, part: part as Part, field: words.slice(depth + 2).join('.') } : undefined;
}

const DROPPED = ['services', 'workloads', 'taskDefinitions'];
/** Parts that stay: only values inside them are left out. */
const KEPT = ['capacityProviders', 'targetGroups'];
/** Leaves out the smallest part at a path, and returns its path. */
function drop(building: Building, { path, message }: LocatedProblem): string | undefined {
  const { scenario, findings, draft, drift } = building;
  const found = partAt(building, path);
  if (found === undefined) return undefined;
  const { kind, list, index, part, field } = found;
  const place = draft.originOf(part) ?? { file: '', field: '' };
  if (drift && path.startsWith('present.containerInstances') && field.startsWith('remainingResources')) {
    if (part.remainingResources === undefined) return path;
    delete part.remainingResources;
    findings.assumed(
      under(place, 'remainingResources'),
      `what is free on ${partName(part)} follows from its tasks: ${message}`,
      'present.containerInstances',
    );
    return path;
  }
  const dropped = field !== '' && [...DROPPED, ...KEPT].includes(kind) ? dropSmallest(part, kind, field) : undefined;
  const parent = field === '' ? path : path.slice(0, -field.length - 1);
  if (dropped !== undefined) {
    findings.leftOut(place, `${partName(part)}: ${leftOutText(dropped, message)}`);
    return `${parent}.${dropped}`;
  }
  const isLast = kind === 'taskDefinitions' && list.length <= 1;
  // Dropping a definition or service with running tasks would change the cluster.
  const isRunning = listOf(scenario.present?.tasks).some((task) => isBlock(task) && isOf(task, part));
  if (!DROPPED.includes(kind) || isLast || isRunning) return undefined;
  list.splice(index, 1);
  findings.lost(place, `${partName(part)}: ${field === '' ? '' : `${field}: `}${message}`);
  return parent;
}

function isOf(task: Readonly<Part>, { serviceName, family, revision = 1 }: Part): boolean {
  return task.group === `service:${String(serviceName)}` || task.taskDefinition === `${String(family)}:${String(revision)}`;
}

function partName(part: Readonly<Part>): string {
  return String(part.serviceName ?? part.ec2InstanceId ?? part.name ?? part.family ?? part.id);
}

const DRIFT_REMEDY = 'a task is missing, or the files are of different times (--drift goes on with the tasks that are here)';

/** Reports problems at their source in the input, where it is known. */
function report(building: Building, problems: readonly LocatedProblem[]): void {
  const { findings, draft } = building;
  for (const { path, message } of problems) {
    const found = partAt(building, path);
    const place = found === undefined ? undefined : draft.originOf(found.part);
    if (found === undefined || place === undefined) findings.mistake({ file: 'scenario', field: path }, message);
    else if (found.field.startsWith('remainingResources'))
      findings.mistake(under(place, found.field), `${partName(found.part)}: ${message}: ${DRIFT_REMEDY}`);
    else findings.mistake(place, `${placeText({ file: 'scenario', field: path })}: ${message}`);
  }
}
