import type { ECS, Failure } from '@aws-sdk/client-ecs';
import { taskProtection } from '../../../answers/tasks.js';
import { isScaleInBlocked, PROTECTION_MINUTES } from '../../../services/protection.js';
import { invalidParameter } from '../../aws-error.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { missing, shortName } from './names.js';

/** Tasks of one call. */
const TASKS_MAX = 10;
const { min, max, default: MINUTES_DEFAULT } = PROTECTION_MINUTES;

interface Protected {
  readonly taskArn: string;
  readonly protectionEnabled: boolean;
  readonly expirationDate?: string;
}

/** A task of a service or of its own, as far as protection goes. */
interface Known {
  readonly taskArn: string;
  readonly number: number;
  readonly service: number;
  readonly isStopping: boolean;
}

export const PROTECTION = {
  GetTaskProtection: reads(['cluster', 'tasks'], ({ tasks }, context) => {
    const all = living(context);
    const given = tasks === undefined ? [...all.values()] : tasks.flatMap((one) => all.get(shortName(one)) ?? []);
    const failures = (tasks ?? []).filter((one) => !all.has(shortName(one))).map(missing);
    return { ...answerFor(context, given), failures };
  }),
  UpdateTaskProtection: writes(
    ['cluster', 'tasks', 'protectionEnabled', 'expiresInMinutes'],
    async ({ tasks = [], protectionEnabled = false, expiresInMinutes = MINUTES_DEFAULT }, context) => {
      if (tasks.length === 0 || tasks.length > TASKS_MAX) throw invalidParameter(`The number of tasks must be between 1 and ${TASKS_MAX}.`);
      if (!Number.isInteger(expiresInMinutes) || expiresInMinutes < min || expiresInMinutes > max)
        throw invalidParameter(`expiresInMinutes must be between ${min} and ${max}.`);
      const all = living(context);
      const failures: Failure[] = [];
      const taken = tasks.flatMap((one) => {
        const task = all.get(shortName(one));
        const why = task === undefined ? missing(one) : refusal(context, task, protectionEnabled);
        if (why !== null) failures.push(why);
        return why === null ? [task!] : [];
      });
      if (taken.length > 0) {
        await context.cluster.addFault({
          type: 'taskProtection',
          tasks: taken.map(({ number }) => number),
          protectionEnabled,
          expiresInMinutes,
        });
      }
      return { ...answerFor(context, taken), failures };
    },
  ),
} satisfies OperationsOf<ECS>;

/** Tasks that are not STOPPED, by their ids. */
function living({ cluster: { moment } }: Context): ReadonlyMap<string, Known> {
  const { tasks, equivalences } = moment.world;
  const all = tasks.living().map((slot): Known => {
    const { service } = equivalences.all[tasks.equivalence[slot]!]!;
    const number = tasks.task[slot]!;
    return { taskArn: moment.names.task(number), number, service, isStopping: tasks.cause[slot] !== 0 };
  });
  return new Map(all.map((one) => [shortName(one.taskArn), one]));
}

/** Why ECS refuses to change the protection of the task; null if it does not (S.PROT-3, S.PROT-4). */
function refusal({ cluster: { moment, nowMs } }: Context, { taskArn, service, isStopping }: Known, isOn: boolean): Failure | null {
  const failed = (reason: string, detail: string) => ({ arn: taskArn, reason, detail });
  if (service < 0) return failed('TASK_NOT_VALID', 'The specified task is not part of a service.');
  if (isStopping) return failed('TASK_NOT_VALID', 'The specified task is stopping or stopped.');
  const { protectedTasks, records } = moment.world;
  if (isOn && isScaleInBlocked(protectedTasks.ofService(service, nowMs).count, records.services[service]!.desired))
    return failed('DEPLOYMENT_BLOCKED', 'Task protection cannot be set: it would block the deployment of the service.');
  return null;
}

function answerFor({ cluster: { moment } }: Context, given: readonly Known[]): { readonly protectedTasks: readonly Protected[] } {
  const { protectedTasks } = taskProtection(moment) as { protectedTasks: Protected[] };
  const byArn = new Map(protectedTasks.map((one) => [one.taskArn, one]));
  return { protectedTasks: given.map(({ taskArn }) => byArn.get(taskArn) ?? { taskArn, protectionEnabled: false }) };
}
