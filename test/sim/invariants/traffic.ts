import { loadCurve } from '../../../src/load/curve.js';
import { TaskState } from '../../../src/services/task-states.js';
import { Failing } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';

/** Of a sum over a whole run, in units of its own size. */
const ROUNDING = 1e-9;

/** Tasks that serve are those in RUNNING that are to stay so, or whose target is still registered, by revision and health of their target, and every request is served, turned away, lost at a task that does not answer, or still there. */
export function brokenTraffic({ tasks, equivalences, traffic, setup, conditions }: World): string[] {
  return traffic.measuredServices.flatMap(({ service, running, rotation, load }) => {
    const counted = load?.counted() ?? [];
    const found = counted.map(() => [0, 0]);
    let all = 0;
    for (const slot of tasks.living()) {
      if (equivalences.all[tasks.equivalence[slot]].service !== service) continue;
      const isRunning = tasks.state[slot] === TaskState.RUNNING && tasks.cause[slot] === 0;
      const isRegistered = rotation !== null && (conditions.controlPlane.lateTargets.get(slot)?.isServing ?? false);
      if (!isRunning && !isRegistered) continue;
      all += Number(isRunning);
      // A task whose container is being restarted takes nothing; one that has exited, and that ECS counts as RUNNING, refuses all (V.17).
      if ((tasks.failing[slot] & (Failing.restarts | Failing.exited)) !== 0) continue;
      // A worker that hangs takes no message.
      if (setup.services[service].load?.kind === 'queue' && (tasks.failing[slot] & Failing.requests) !== 0) continue;
      const { revision } = equivalences.all[tasks.equivalence[slot]].taskClass;
      const health = rotation === null ? 'healthy' : rotation.get(slot);
      if (health !== undefined && load !== null) found[found.length === 1 ? 0 : revision]![health === 'healthy' ? 0 : 1]!++;
    }
    const broken = all === running ? [] : [`service ${service} counts ${running} tasks in RUNNING, ${all} are`];
    if (load === null) return broken;
    if (`${found}` !== `${counted}`) broken.push(`service ${service} counts ${counted} tasks healthy and unhealthy, ${found} are`);
    const { arrived, served, shed, lost } = load.ever;
    const sent = loadCurve(setup.services[service].load!.shape).requestsBetween(0, load.untilMs);
    if (Math.abs(sent - arrived) > ROUNDING * (1 + arrived)) broken.push(`service ${service}: its load sends ${sent}, and ${arrived} came`);
    const present = arrived - served - shed - lost;
    if (Math.abs(present - load.present) > ROUNDING * (1 + arrived))
      broken.push(
        `service ${service}: ${arrived} came, ${served} were served and ${shed} turned away, ${lost} lost, and ${load.present} are there`,
      );
    return broken;
  });
}
