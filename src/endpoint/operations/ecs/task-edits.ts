import type { Failure, RunTaskRequest, TaskOverride } from '@aws-sdk/client-ecs';
import { refusalName } from '../../../record/tables/names.js';
import { workload as workloadSchema } from '../../../scenario/work/schema.js';
import { invalidParameter } from '../../aws-error.js';
import type { Context } from '../operation.js';
import { definitionFor } from './definitions.js';
import { behaviourOf, inScenario } from './in-scenario.js';
import { capacityOf, networkOf } from './where-to-run.js';

/** Tasks of one call of RunTask. */
const COUNT_MAX = 10;

/** The result of a call that starts tasks: their numbers, and the refusals. */
export interface Started {
  readonly tasks: readonly number[];
  readonly failures: readonly Failure[];
}

/** Returns a workload of one arrival, which stands for the call. */
export function workloadOf(context: Context, input: Omit<RunTaskRequest, 'count'> & { readonly count?: number | undefined }): object {
  const {
    taskDefinition,
    count = 1,
    capacityProviderStrategy: _,
    networkConfiguration: _n,
    startedBy: _s,
    overrides,
    tags: _g,
    enableECSManagedTags: _m,
    propagateTags: _p,
    clientToken: _t,
    cluster: _c,
    ...rest
  } = input;
  if (count < 1 || count > COUNT_MAX) throw invalidParameter(`Task count must be between 1 and ${COUNT_MAX}.`);
  needsSizes(overrides);
  const definition = definitionFor(context, taskDefinition ?? '');
  return {
    ...inScenario(context, 'RunTask', { schema: workloadSchema, input: rest }),
    ...capacityOf(context, input),
    ...networkOf(context, input),
    taskDefinition: definition,
    count,
    runTime: runTimeOf(context, definition),
  };
}

/** Sizes that a call gives are those of other tasks, for which a simulation needs another task definition. */
function needsSizes({ cpu, memory, containerOverrides = [], ephemeralStorage }: TaskOverride = {}): void {
  const sizes = [cpu, memory, ephemeralStorage, ...containerOverrides.flatMap((one) => [one.cpu, one.memory, one.memoryReservation])];
  if (sizes.some((size) => size !== undefined))
    throw invalidParameter('Drydock does not override sizes of tasks: register a task definition with them.');
}

/** Returns the run time of tasks: that of a label, else that of a workload of the scenario, else without an end. */
function runTimeOf(context: Context, definition: string): unknown {
  const [family] = definition.split(':');
  const known = context.cluster.draft.workloads.find(({ taskDefinition }) => taskDefinition.split(':')[0] === family);
  return behaviourOf(context, definition).runTime ?? known?.runTime ?? 'forever';
}

/** Starts the tasks of a call. */
export async function startOf(context: Context, { startedBy, count = 1 }: RunTaskRequest, workload: object): Promise<Started> {
  const { cluster } = context;
  const name = `call-${cluster.draft.workloads.length + 1}`;
  await cluster.edit({
    ahead: ({ workloads }, atMs) => workloads.push({ ...workload, name, arrivals: { type: 'schedule', at: [`${atMs}ms`] } } as never),
  });
  const tasks = tasksOf(context, name);
  if (startedBy !== undefined) for (const task of tasks) cluster.apiState.startedBy.set(task, startedBy);
  const reasons = cluster.refusals.at(cluster.nowMs).slice(0, count - tasks.length);
  return { tasks, failures: reasons.map((reason) => ({ reason: refusalName(reason) })) };
}

function tasksOf({ cluster }: Context, name: string): number[] {
  const { tasks, equivalences, setup } = cluster.moment.world;
  const workload = setup.workloads.findIndex((one) => one.name === name);
  const own = tasks.living().filter((slot) => equivalences.all[tasks.equivalence[slot]!]!.workload === workload);
  return own.map((slot) => tasks.task[slot]!);
}
