import { timeOf } from '../../cli/scenario-options.js';
import { printWarnings } from '../../cli/terminal.js';
import { type Column, textTable, wrapped } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import { compileQuery, type InstanceSubjects } from '../../placement/query/evaluate.js';
import { formatQuery, pointAt } from '../../placement/query/format.js';
import { parseQuery } from '../../placement/query/parse.js';
import { attributeOf, comparisonsOf, type Query, type Subject } from '../../placement/query/query.js';
import { dependenciesOf } from '../../placement/query/settle.js';
import { orAllMistakes } from '../../run/failure.js';
import { readScenario } from '../../run/scenario-file.js';
import { worldAt } from '../../run/world-at.js';
import { instead } from '../../scenario/text/suggest.js';
import { formatDuration } from '../../scenario/units.js';
import { Booting, Draining, Outside } from '../../sim/cluster/fleet.js';
import type { World } from '../../sim/cluster/world.js';

export interface WhereArguments {
  readonly scenario: string;
  /** An expression of the cluster query language. */
  readonly where: string;
  /** As written; absent: the end of the scenario. */
  readonly at?: string | undefined;
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** Parses an expression; adds each of its mistakes to the mistakes, with a caret under its place. */
function queryOf(expression: string, mistakes: string[]): Query | undefined {
  const { query, problems = [] } = parseQuery(expression);
  for (const problem of problems) {
    mistakes.push(`--where, character ${problem.at + 1}: ${problem.message}`);
    for (const line of pointAt(expression, problem).split('\n')) mistakes.push(`    ${line}`);
  }
  return query;
}

/** Runs the scenario up to and including the time, and lists the container instances that match the expression then. */
export async function whereText({ scenario: path, where, at, seed, set, json }: WhereArguments, width?: number): Promise<string> {
  const mistakes: string[] = [];
  const query = queryOf(where, mistakes) as Query;
  const givenMs = timeOf(at, mistakes);
  const scenario = orAllMistakes(mistakes, () => readScenario(path, { set, seed }));
  printWarnings(scenario);
  const atMs = givenMs ?? scenario.setup.durationMs;
  const { taskGroups } = dependenciesOf(query);
  const world = await worldAt(scenario, atMs, { begin: (begun) => count(begun, taskGroups) });
  const holds = compileQuery(query);
  const registered = registeredRows(world);
  const found = registered
    .map((row): Match => ({ row, subjects: world.querySubjects.subjectsOf(row) }))
    .filter(({ subjects }) => holds(subjects));
  const instances = found.map((match) => instanceOf(world, match, taskGroups));
  const answer = { scenario: scenario.setup.name, atMs, query: formatQuery(query), matching: found.length, registered: registered.length };
  if (json) return `${JSON.stringify({ ...answer, instances }, null, 2)}\n`;
  const table = instances.length === 0 ? [] : ['', ...textTable(instances, columnsOf(query, instances), width)];
  const head = `${numberText(found.length, 0)} of ${numberText(registered.length, 0)} container instances of ${answer.scenario} match at ${formatDuration(atMs)}: ${answer.query}`;
  return `${[...wrapped(head, width), ...table, ...unknownText(query, world)].join('\n')}\n`;
}

/** Counts tasks of these groups on each instance, whether or not a constraint names them. */
function count({ fleet, querySubjects: traits }: World, groups: readonly string[]): void {
  for (const group of groups.map((name) => traits.groups.find(name))) if (group >= 0) fleet.countOnInstances(group);
}

/** A booting instance is not yet a container instance, and one that has left the cluster is none any more. */
function registeredRows({ fleet }: World): number[] {
  return Array.from({ length: fleet.count }, (_, row) => row).filter((row) => fleet.state[row] !== Booting && fleet.state[row] !== Outside);
}

interface Match {
  readonly row: number;
  readonly subjects: InstanceSubjects;
}

type Instance = ReturnType<typeof instanceOf>;

function instanceOf({ fleet, setup, classes }: World, { row, subjects }: Match, groups: readonly string[]) {
  const { runningTasksCount, agentConnected, agentVersion, registeredAtMs, ec2InstanceId } = subjects;
  const { attributes, provider } = classes.all[fleet.instanceClass[row]];
  return {
    ec2InstanceId,
    instanceType: setup.instanceTypes[fleet.type[row]].name,
    availabilityZone: setup.zones[fleet.zone[row]],
    capacityProvider: setup.capacityProviders[provider]?.name ?? null,
    status: fleet.state[row] === Draining ? 'DRAINING' : 'ACTIVE',
    runningTasksCount,
    agentConnected,
    agentVersion,
    /** ISO 8601, UTC. */
    registeredAt: new Date(registeredAtMs).toISOString(),
    /** Task groups in the query that have a task on the instance. */
    taskGroups: groups.filter((group) => subjects.hasTaskOf(group)),
    attributes: Object.fromEntries(attributes),
  };
}

/** Attributes with a column of their own. */
const SHOWN_ATTRIBUTES = new Set(['ecs.instance-type', 'ecs.availability-zone']);

/** Returns a column for each subject of the query, beside those that identify an instance. */
function columnsOf(query: Query, instances: readonly Instance[]): Column<Instance>[] {
  const compared = new Set(comparisonsOf(query).map(({ subject }) => subject));
  const ifCompared = (subject: Subject, column: Column<Instance>) => (compared.has(subject) ? [column] : []);
  const isDraining = instances.some(({ status }) => status === 'DRAINING');
  return [
    { head: 'Instance', cell: ({ ec2InstanceId }) => ec2InstanceId },
    { head: 'Type', cell: ({ instanceType }) => instanceType },
    { head: 'Zone', cell: ({ availabilityZone }) => availabilityZone },
    { head: 'Provider', cell: ({ capacityProvider }) => capacityProvider ?? '–' },
    ...(isDraining ? [{ head: 'Status', cell: ({ status }: Instance) => status }] : []),
    ...attributesIn(query)
      .filter((name) => !SHOWN_ATTRIBUTES.has(name))
      .map((name): Column<Instance> => ({ head: name, cell: ({ attributes }) => valueText(attributes[name]) })),
    ...ifCompared('agentVersion', { head: 'Agent', cell: ({ agentVersion }) => agentVersion }),
    ...ifCompared('agentConnected', { head: 'Connected', cell: ({ agentConnected }) => `${agentConnected}` }),
    ...ifCompared('registeredAt', { head: 'Registered', cell: ({ registeredAt }) => registeredAt }),
    ...ifCompared('task:group', { head: 'Groups', cell: ({ taskGroups }) => taskGroups.join(', ') || '–' }),
    { head: 'Running tasks', align: 'right', cell: ({ runningTasksCount }) => numberText(runningTasksCount, 0) },
  ];
}

function valueText(value: string | null | undefined): string {
  return value === undefined ? '–' : (value ?? '(no value)');
}

function attributesIn(query: Query): string[] {
  return [...new Set(comparisonsOf(query).flatMap((comparison) => attributeOf(comparison) ?? []))];
}

/** Lists names that no instance of the scenario can have: valid in the language, but mostly a mistake. */
function unknownText(query: Query, { classes, querySubjects: traits }: World): string[] {
  const names = [...new Set(classes.all.flatMap(({ attributes }) => [...attributes.keys()]))].sort();
  const unknown = attributesIn(query).filter((name) => !names.includes(name));
  const groups = dependenciesOf(query).taskGroups.filter((group) => traits.groups.find(group) < 0);
  const lines = [
    ...unknown.map((name) => `No instance of the scenario has the attribute ${name}${instead(name, names)}`),
    ...groups.map((group) => `No task of the scenario is of the group ${group}${instead(group, traits.groups.names)}`),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}
