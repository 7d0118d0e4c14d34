import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { NONE, Outside } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, InstanceCause } from '../../facts.js';
import { foundFailedMs } from './group-checks.js';
import type { InstanceLife } from './instance-life.js';

/** Instance failures, and their detection by the group's health check. */
export class HealthChecks {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife },
  ) {}

  /**
   * Makes the instance fail its EC2 status checks from now on. ECS only loses the connection to its agent; the tasks stay until the
   * instance ends. Its group finds it unhealthy at the first check that acts before `recoversMs`.
   */
  fail(row: number, recoversMs: Ms = Number.POSITIVE_INFINITY): void {
    const { fleet, loop, memberships } = this.world;
    const instance = fleet.instance[row];
    fleet.isImpaired[row] = 1;
    if (fleet.state[row] !== Outside && fleet.isAgentConnected[row] === 1) {
      fleet.setAgentConnected(row, 0);
      memberships.onInstance(row);
      this.world.emit(Fact.agentChanged, instance, 0);
    }
    if (fleet.provider[row] < 0) return;
    const failure = { sinceMs: loop.nowMs, inServiceMs: fleet.inServiceMs[row], isRunning: true };
    const foundMs = foundFailedMs(this.world, fleet.provider[row], failure);
    if (foundMs < recoversMs) loop.schedule(foundMs, EventKind.instanceIsUnhealthy, instance);
  }

  /**
   * Lets the group find an instance unhealthy that is up at `upMs` and has no network until `recoversMs`: from its first check after that on.
   */
  scheduleFound(instance: number, upMs: Ms, recoversMs: Ms): void {
    const { fleet, loop } = this.world;
    const failure = { sinceMs: upMs + 1, inServiceMs: upMs, isRunning: true };
    const foundMs = foundFailedMs(this.world, fleet.provider[fleet.rowOf[instance]], failure);
    if (foundMs < recoversMs) loop.schedule(foundMs, EventKind.instanceIsUnhealthy, instance);
  }

  /** Ends the unhealthy instance without regard to termination policies or protection; the group launches another at once (A.ASG-10). */
  onFound(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    if (row === NONE || fleet.leavesFor[row] !== 0) return;
    const provider = fleet.provider[row];
    if (this.isSuspended(provider)) return;
    if (isPooled(fleet.lifecycle[row])) this.ports.instances.terminate(row, InstanceCause.unhealthy);
    else this.ports.instances.end(row, InstanceCause.unhealthy);
    this.world.groupDue(provider);
  }

  /** Resumes processes of the group: it finds unhealthy instances, and makes up for missed launches and terminations. */
  onResume(provider: number): void {
    const { fleet, loop } = this.world;
    if (!this.isSuspended(provider))
      for (let row = 0; row < fleet.count; row++)
        if (fleet.provider[row] === provider && fleet.isImpaired[row] === 1)
          loop.schedule(loop.nowMs, EventKind.instanceIsUnhealthy, fleet.instance[row]);
    this.world.groupDue(provider);
  }

  private isSuspended(provider: number): boolean {
    const { suspended } = this.world.conditions;
    return (['HealthCheck', 'ReplaceUnhealthy', 'Terminate'] as const).some((which) =>
      suspended.is(provider, which, this.world.loop.nowMs),
    );
  }
}
