import { NONE } from '../../../src/sim/cluster/fleet.js';
import { Condition } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';

/** Invariants of services: counts are those of the tasks, and only tasks that are to stay are protected. */
export function brokenServices({ tasks, records, setup, protectedTasks, daemonWatch }: World): string[] {
  const staying = new Set<number>();
  const broken = records.services.flatMap(({ deploymentState, newest, alive, desired, isDue }, service) => {
    if (setup.services[service].deploymentSpec === null) return [];
    const found: string[] = [];
    let unhealthy = 0;
    for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0) continue;
      staying.add(tasks.task[slot]);
      if (tasks.condition[slot] === Condition.unhealthy) unhealthy++;
    }
    if (unhealthy !== deploymentState.unhealthy)
      found.push(`service ${service} counts ${deploymentState.unhealthy} unhealthy tasks, ${unhealthy} are`);
    // What has ended since its scheduler's last turn it sees at the next. A present state does not say what was ahead.
    if (deploymentState.ahead < 0 || (deploymentState.ahead > 0 && alive < desired && !isDue && setup.present === undefined))
      found.push(`service ${service} is ${deploymentState.ahead} tasks ahead and lacks some`);
    return found;
  });
  const gone = protectedTasks.save().filter(([task]) => !staying.has(task));
  const daemons = records.services.flatMap(({ isDue }, service) =>
    isDue
      ? []
      : daemonWatch.violators(service).map((slot) => `daemon ${tasks.task[slot]} does not match its constraints, and nothing stops it`),
  );
  return [...broken, ...daemons, ...gone.map(([task]) => `task ${task} is protected, and is to stop`)];
}
