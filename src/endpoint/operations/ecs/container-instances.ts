import type { ECS } from '@aws-sdk/client-ecs';
import { containerInstanceRows, describeContainerInstances } from '../../../answers/instances.js';
import { compileQuery } from '../../../placement/query/evaluate.js';
import { parseQuery } from '../../../placement/query/parse.js';
import { durationMs } from '../../../scenario/units.js';
import { Draining, NONE } from '../../../sim/cluster/fleet.js';
import { invalidParameter } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { lookUp, missing, numberIn, shortName } from './names.js';
import { withTags } from './tags.js';

const LISTED_MAX = 100;

type Described = Record<string, unknown> & { readonly containerInstanceArn: string; readonly status: string };

/** The container instances that are named. */
function instanceAnswers({ cluster }: Context, references: readonly string[]): Described[] {
  const numbers = new Set(references.map(numberIn));
  return (describeContainerInstances(cluster.moment, numbers) as { containerInstances: Described[] }).containerInstances;
}

/** Calls on container instances: reads, their state and their attributes. */
export const CONTAINER_INSTANCES = {
  ListContainerInstances: reads(
    ['cluster', 'nextToken', 'maxResults', 'status', 'filter'],
    ({ nextToken, maxResults = LISTED_MAX, status, filter }, context) => {
      const { moment } = context.cluster;
      const { fleet } = moment.world;
      const found = containerInstanceRows(moment)
        .filter((row) => status === undefined || (fleet.state[row] === Draining ? 'DRAINING' : 'ACTIVE') === status)
        .filter(testOf(context, filter));
      const { page: rows, next } = pageOf(found, { token: nextToken, most: maxResults, code: 'InvalidParameterException' });
      const page = rows.map((row) => moment.names.instance(fleet.instance[row]!));
      return { containerInstanceArns: page, nextToken: next };
    },
  ),
  DescribeContainerInstances: reads(['cluster', 'containerInstances', 'include'], ({ containerInstances = [], include }, context) => {
    if (containerInstances.length === 0) throw invalidParameter('Container instances cannot be empty.');
    const all = new Map(instanceAnswers(context, containerInstances).map((one) => [shortName(one.containerInstanceArn), one]));
    const prefix = context.cluster.moment.names.cluster.replace(':cluster/', ':container-instance/');
    const { found, failures } = lookUp(containerInstances, all, prefix);
    return { containerInstances: withTags(context, found, { include, arn: 'containerInstanceArn' }), failures };
  }),
  UpdateContainerInstancesState: writes(
    ['cluster', 'containerInstances', 'status'],
    async ({ containerInstances = [], status }, context) => {
      const all = new Map(instanceAnswers(context, containerInstances).map((one) => [shortName(one.containerInstanceArn), one]));
      const [known, unknown] = [
        containerInstances.filter((one) => all.has(shortName(one))),
        containerInstances.filter((one) => !all.has(shortName(one))),
      ];
      if (status !== 'ACTIVE' && status !== 'DRAINING')
        throw invalidParameter('Container instance status should be one of [ACTIVE, DRAINING]');
      const numbers = known.filter((one) => all.get(shortName(one))!.status !== status).map(numberIn);
      const { drained, edit } = status === 'DRAINING' ? drain(numbers) : activate(context, numbers);
      if (drained.length > 0) await context.cluster.edit(edit);
      const after = new Map(instanceAnswers(context, known).map((one) => [shortName(one.containerInstanceArn), one]));
      return { containerInstances: known.flatMap((one) => after.get(shortName(one)) ?? []), failures: unknown.map(missing) };
    },
  ),
  DeregisterContainerInstance: writes(
    ['cluster', 'containerInstance', 'force'],
    async ({ containerInstance = '', force = false }, context) => {
      const found = instanceAnswers(context, [containerInstance]).find(
        (one) => shortName(one.containerInstanceArn) === shortName(containerInstance),
      );
      if (found === undefined) throw invalidParameter('The referenced container instance was not found.');
      if (Number(found.runningTasksCount) > 0 && !force) throw invalidParameter('Found running tasks on the instance.');
      await context.cluster.addFault({ type: 'deregister', containerInstances: [numberIn(containerInstance)], force });
      return { containerInstance: { ...found, status: 'INACTIVE' } };
    },
  ),
} satisfies OperationsOf<ECS>;

/** Returns the test of a filter in the cluster query language on rows of instances; throws AWS's error for one that is wrong. */
function testOf({ cluster }: Context, filter: string | undefined): (row: number) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const { query, problems = [] } = parseQuery(filter);
  if (query === undefined) throw invalidParameter(`The filter is invalid: ${problems.map(({ message }) => message).join('; ')}`);
  const { fleet, tasks, equivalences, querySubjects } = cluster.moment.world;
  const holds = compileQuery(query);
  const hasTaskOf = (row: number) => (name: string) => {
    const group = querySubjects.groups.find(name);
    for (let slot = fleet.firstTask[row]!; slot !== NONE; slot = tasks.next[slot]!)
      if (equivalences.all[tasks.equivalence[slot]!]!.group === group) return true;
    return false;
  };
  return (row) => holds(Object.assign(querySubjects.subjectsOf(row), { hasTaskOf: hasTaskOf(row) }));
}

/** An edit of the state of instances, and their numbers. */
interface StateEdit {
  readonly drained: readonly number[];
  readonly edit: Edit;
}

/** Each instance gets a drain of its own, which can end by itself. */
function drain(instances: readonly number[]): StateEdit {
  const ahead = ({ faults }: Draft, atMs: number) => {
    for (const one of instances) faults.push({ type: 'drain', at: `${atMs}ms`, containerInstances: [one] } as never);
  };
  return { drained: instances, edit: { ahead } };
}

/** Ends the drains of calls. Instances that drain for another reason go on. */
function activate({ cluster, report }: Context, instances: readonly number[]): StateEdit {
  const drained = instances.filter((one) => drainOf(cluster.draft, one) !== undefined);
  for (const one of instances) if (!drained.includes(one)) report(`container instance ${one} does not drain by a call: it stays as it is`);
  const ahead = (draft: Draft, atMs: number) => {
    for (const one of drained) {
      const fault = drainOf(draft, one)!;
      fault.for = `${atMs - durationMs(fault.at)}ms`;
    }
  };
  return { drained, edit: { ahead } };
}

type Drain = Extract<Draft['faults'][number], { type: 'drain' }>;

function drainOf({ faults }: Draft, instance: number): Drain | undefined {
  return faults.findLast(
    (fault): fault is Drain => fault.type === 'drain' && fault.for === undefined && fault.containerInstances?.[0] === instance,
  );
}
