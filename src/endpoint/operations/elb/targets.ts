import { targetGroupArn } from '../../../answers/targets.js';
import { TaskState } from '../../../services/task-states.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import { Condition } from '../../../sim/cluster/tasks.js';
import type { Context } from '../operation.js';

interface TargetHealth {
  readonly Target: { readonly Id: string; readonly Port: number };
  readonly TargetHealth: { readonly State: string; readonly Reason?: string; readonly Description?: string };
}

/** The targets of a group: tasks that are registered, and those that drain. */
export function targetsOf({ cluster }: Context, arn: string): TargetHealth[] {
  const { moment, targets } = cluster;
  const { tasks, records } = moment.world;
  return moment.scenario.services.flatMap(({ loadBalancers }, service) => {
    const balancer = loadBalancers.find((one) => targetGroupArn(moment, one.targetGroupArn) === arn);
    const found: TargetHealth[] = [];
    if (balancer === undefined) return found;
    for (let slot = records.services[service]!.newest; slot !== NONE; slot = tasks.nextOfService[slot]!) {
      const task = tasks.task[slot]!;
      const isRegistered = targets.isRegistered(task) && tasks.state[slot] === TaskState.RUNNING;
      if (!isRegistered && !targets.drains(task)) continue;
      const health = targets.drains(task) ? DRAINING : BY_CONDITION[tasks.condition[slot]!]!;
      found.push({ Target: { Id: addressOf(task), Port: balancer.containerPort ?? 80 }, TargetHealth: health });
    }
    return found.reverse();
  });
}

const DRAINING = { State: 'draining', Reason: 'Target.DeregistrationInProgress', Description: 'Target deregistration is in progress' };
const BY_CONDITION: Readonly<Record<number, TargetHealth['TargetHealth']>> = {
  [Condition.waiting]: { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' },
  [Condition.healthy]: { State: 'healthy' },
  [Condition.unhealthy]: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
};

/** A simulated task has no address: this one has the number of the task. */
function addressOf(task: number): string {
  return `10.${(task >> 16) & 255}.${(task >> 8) & 255}.${task & 255}`;
}
