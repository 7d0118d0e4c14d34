import { TaskState } from '../../services/task-states.js';
import { Condition } from './tasks.js';
import type { World } from './world.js';

/** Of a sum over a whole run, in units of its own size. */
const ROUNDING = 1e-9;

/** Tasks that serve are those in RUNNING that are to stay so, where that is asked the healthy ones, and nobody who came is lost: served, turned away or still there. */
export function brokenTraffic({ tasks, lines, traffic }: World): string[] {
  return traffic.followers.flatMap(({ service, running, serving, asksHealth, load }) => {
    const broken: string[] = [];
    let [found, serve] = [0, 0];
    for (let slot = 0; slot < tasks.slotsUsed; slot++) {
      if (tasks.state[slot] !== TaskState.RUNNING || tasks.cause[slot] !== 0 || lines.all[tasks.line[slot]].service !== service) continue;
      found++;
      if (!asksHealth || tasks.condition[slot] === Condition.healthy) serve++;
    }
    if (found !== running) broken.push(`service ${service} counts ${running} tasks in RUNNING, ${found} are`);
    if (serve !== serving) broken.push(`service ${service} counts ${serving} tasks that serve, ${serve} do`);
    if (load === null) return broken;
    const { arrived, served, shed } = load.ever;
    const present = arrived - served - shed;
    if (Math.abs(present - load.present) > ROUNDING * (1 + arrived))
      broken.push(`service ${service}: ${arrived} came, ${served} were served and ${shed} turned away, and ${load.present} are there`);
    return broken;
  });
}
