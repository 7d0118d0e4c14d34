import type { Ms } from '../../../kernel/event-loop.js';
import { loadParts, savedParts } from '../../../kernel/parts.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';
import { type Fleet, NONE } from '../fleet.js';
import { ControlPlane } from './control-plane.js';
import { FalseCheckFailures } from './false-check-failures.js';
import { GroupSizes } from './group-sizes.js';
import { HookWaits } from './hook-waits.js';
import { LaunchFailures } from './launch-failures.js';
import { LoadImpairments } from './load-impairments.js';
import { MetricGaps } from './metric-gaps.js';
import { Networks } from './networks.js';
import { PlatformLaunchFailures } from './platform-launch-failures.js';
import { PullFailures } from './pull-failures.js';
import { Registry } from './registry.js';
import { ScheduleDelays } from './schedule-delays.js';
import { StuckRegistrations } from './stuck-registrations.js';
import { SuspendedProcesses } from './suspended-processes.js';

const SLOW = ['slowBoot', 'slowPull'] as const;
type Slow = Extract<Fault, { readonly kind: (typeof SLOW)[number] }>;

/** The faults in force: how they change latencies and registrations that begin while they last. */
export class FaultConditions {
  readonly hookWaits = new HookWaits();
  readonly registry: Registry;
  readonly checks: FalseCheckFailures;
  readonly controlPlane: ControlPlane;
  readonly groupSizes: GroupSizes;
  readonly launches: LaunchFailures;
  readonly loadImpairments: LoadImpairments;
  readonly metricGaps: MetricGaps;
  readonly networks: Networks;
  readonly pulls: PullFailures;
  readonly platformLaunches: PlatformLaunchFailures;
  readonly schedules: ScheduleDelays;
  readonly stuckRegistrations: StuckRegistrations;
  readonly suspended: SuspendedProcesses;
  /** Whether any fault may fail the start of a task. */
  readonly concernStarts: boolean;
  private readonly faults: readonly Fault[];
  private readonly slow: readonly Slow[];
  private readonly startFaults: readonly (Extract<Fault, { readonly kind: 'startFailure' }> & { readonly chanceKey: number })[];
  private readonly failures: readonly { readonly index: number; readonly chanceKey: number }[];

  constructor(
    setup: Setup,
    private readonly chance: Chance,
  ) {
    const { faults } = setup;
    this.faults = faults;
    this.registry = new Registry(setup);
    this.checks = new FalseCheckFailures(setup, chance);
    this.controlPlane = new ControlPlane(setup, chance);
    this.suspended = new SuspendedProcesses(setup);
    this.groupSizes = new GroupSizes(setup, this.suspended);
    this.launches = new LaunchFailures(setup, chance);
    this.loadImpairments = new LoadImpairments(setup, chance);
    this.metricGaps = new MetricGaps(setup, chance);
    this.networks = new Networks(setup, chance);
    this.pulls = new PullFailures(setup, chance);
    this.platformLaunches = new PlatformLaunchFailures(setup, chance);
    this.schedules = new ScheduleDelays(setup, chance);
    this.stuckRegistrations = new StuckRegistrations(setup, chance);
    this.slow = faults.filter((fault): fault is Slow => (SLOW as readonly string[]).includes(fault.kind));
    this.startFaults = faults.flatMap((fault, index) =>
      fault.kind === 'startFailure' ? [{ ...fault, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
    this.concernStarts = this.startFaults.length > 0 || this.loadImpairments.isAny;
    this.failures = faults.flatMap((fault, index) =>
      fault.kind === 'registrationFailure' ? [{ index, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
  }

  /** Returns the fault that keeps the instance from its trunk interface now; NONE if none does, or if it needs no trunk (C.ENI-09). */
  registrationFault({ hasTrunk, instance, provider: providers, zone: zones }: Fleet, row: number, nowMs: Ms): number {
    if (this.failures.length === 0 || hasTrunk[row] === 0) return NONE;
    for (const { index, chanceKey } of this.failures) {
      const fault = this.faults[index] as Extract<Fault, { readonly kind: 'registrationFailure' }>;
      const { provider, zone, share } = fault;
      const isThere = (provider === null || provider === providers[row]) && (zone === null || zone === zones[row]);
      if (!isOn(fault, nowMs) || !isThere) continue;
      if (this.chance.uniform(chanceKey, Purpose.fault, instance[row]) < share) return index;
    }
    return NONE;
  }

  /** Returns the time of a boot that begins now. */
  bootMs(ms: Ms, nowMs: Ms): Ms {
    return this.stretched('slowBoot', ms, nowMs);
  }

  get hasStartFaults(): boolean {
    return this.startFaults.length > 0;
  }

  /** Whether any fault makes boots or pulls slower. */
  get mayBeSlow(): boolean {
    return this.slow.length > 0;
  }

  /** Returns the time of a pull of these images that begins then. */
  pullMs(ms: Ms, atMs: Ms, images: readonly number[]): Ms {
    return this.stretched('slowPull', ms, atMs, images);
  }

  /**
   * Returns the time after which the start of a task that is PENDING from now fails; NONE if no fault hits it (N.PULL-7). `key`, `nth`: of
   * its draws.
   */
  startFailsAfterMs(key: number, nth: number, nowMs: Ms): Ms {
    for (const { share, afterMs, chanceKey, ...fault } of this.startFaults)
      if (isOn(fault, nowMs) && this.chance.uniform(key ^ chanceKey, Purpose.startFault, nth) < share) return afterMs;
    return NONE;
  }

  save(): unknown {
    return savedParts(this.parts());
  }

  load(saved: unknown): void {
    loadParts(this.parts(), saved);
  }

  private parts() {
    const { registry, launches, platformLaunches, controlPlane, hookWaits } = this;
    return { registry, launches, platformLaunches, controlPlane, hookWaits };
  }

  /** Returns the time multiplied by the factor of each fault in force; overlapping faults multiply. */
  private stretched(kind: 'slowBoot' | 'slowPull', ms: Ms, nowMs: Ms, images?: readonly number[]): Ms {
    let factor = 1;
    for (const fault of this.slow)
      if (fault.kind === kind && isOn(fault, nowMs) && this.registry.isAnyOf(fault, images)) factor *= fault.factor;
    return factor === 1 ? ms : Math.round(ms * factor);
  }
}
