import { OnDemand, type Purchase, Spot } from '../../../autoscaling/group/purchase.js';
import { fullLaunchState, type LaunchState } from '../../../fargate/launching.js';
import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../../fargate/providers.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../../market/pools.js';
import { ZoneSpread } from '../../../placement/zone-spread.js';
import type { Line } from '../../cluster/line.js';
import { WaitingRoom } from '../../cluster/waiting-room.js';
import type { PlatformParts, PlatformState } from '../platform.js';
import { holdsImages, startOnFargate } from './start.js';

/** Returns the purchase option of a Fargate provider's pools. */
function purchaseOf(provider: FargateProvider): Purchase {
  return provider === FargateProvider.FARGATE_SPOT ? Spot : OnDemand;
}

/** Refusals of a class's tasks in a row, the reason of the last one, and when its service asks again. */
interface Refusals {
  readonly count: number;
  readonly why: number;
  readonly retryMs: Ms;
}

/** The state of Fargate: pending tasks, the use of the account's rates and quotas, and where tasks run. */
export class FargateState implements PlatformState {
  /** Tasks that wait for a start token or for capacity. */
  readonly room: WaitingRoom;
  launches: LaunchState;
  /** CPU units of tasks that have their capacity, by FargateProvider. */
  readonly cpuUnitsUsed: number[] = FARGATE_PROVIDER_NAMES.map(() => 0);
  /** By task group: the zones of its tasks with desiredStatus RUNNING. */
  private readonly spreads: ZoneSpread[] = [];
  /** Refusals of services' tasks, by equivalence class. */
  readonly refusals = new Map<number, Refusals>();
  /**
   * Ordinals of tasks with an announced retirement, by fault index, until it is over; `leaving` holds those whose retirement has started.
   */
  readonly announced = new Map<number, number[]>();
  readonly leaving = new Set<number>();

  constructor(private readonly parts: PlatformParts) {
    this.room = new WaitingRoom(parts.tasks, parts.lines);
    this.launches = fullLaunchState(parts.setup.fargate.rates, 0);
  }

  /** Returns the Fargate provider of the equivalence class. */
  providerOf(line: Line): FargateProvider {
    return this.parts.setup.providers[line.provider].nth as FargateProvider;
  }

  spreadOf(group: number): ZoneSpread {
    this.spreads[group] ??= new ZoneSpread(FARGATE_PROVIDER_NAMES.length, this.parts.setup.zones.length);
    return this.spreads[group];
  }

  occupy(line: Line, zone: number): void {
    this.take(line, zone, 1);
  }

  release(line: Line, zone: number, task: number): void {
    this.take(line, zone, -1);
    this.leaving.delete(task);
  }

  count(line: Line, zone: number, change: 1 | -1): void {
    this.spreadOf(line.group).count(this.providerOf(line), zone, change);
  }

  zoneToStop(line: Line, mayGo: readonly number[]): number {
    return this.spreadOf(line.group).toStop(this.providerOf(line), mayGo);
  }

  start(slot: number, line: Line): { readonly machineMs: Ms; readonly pullMs: Ms } {
    return startOnFargate(this.parts, slot, line);
  }

  holdsImages(line: Line): boolean {
    return holdsImages(this.parts.setup, line);
  }

  /** Returns, by zone, 1 where a task of the class could start now. */
  reachableZones(line: Line): number[] {
    const { setup, rooms } = this.parts;
    const { zones } = line.origin;
    const pools = rooms.views[purchaseOf(this.providerOf(line))];
    const isOffered = (zone: number) => setup.fargate.zones.includes(zone) && (zones === null || zones.includes(zone));
    return setup.zones.map((_, zone) => Number(isOffered(zone) && pools.spare(COUNTED_IN_TASKS, zone) > 0));
  }

  save(): unknown {
    const { room, launches, cpuUnitsUsed, spreads, refusals, announced, leaving } = this;
    return structuredClone({
      room: room.save(),
      launches,
      cpuUnitsUsed,
      spreads: [...spreads.entries()].flatMap(([group, spread]) => (spread === undefined ? [] : [{ group, spread: spread.save() }])),
      refusals: [...refusals],
      announced: [...announced],
      leaving: [...leaving],
    });
  }

  load(saved: unknown): void {
    const from = structuredClone(saved) as {
      room: unknown;
      launches: LaunchState;
      cpuUnitsUsed: number[];
      spreads: { group: number; spread: unknown }[];
      refusals: [number, Refusals][];
      announced: [number, number[]][];
      leaving: number[];
    };
    this.room.load(from.room);
    this.launches = from.launches;
    this.cpuUnitsUsed.splice(0, from.cpuUnitsUsed.length, ...from.cpuUnitsUsed);
    for (const { group, spread } of from.spreads) this.spreadOf(group).load(spread);
    for (const [line, refused] of from.refusals) this.refusals.set(line, refused);
    for (const [fault, tasks] of from.announced) this.announced.set(fault, tasks);
    for (const task of from.leaving) this.leaving.add(task);
  }

  private take(line: Line, zone: number, change: 1 | -1): void {
    const provider = this.providerOf(line);
    const { rooms } = this.parts;
    this.cpuUnitsUsed[provider] += change * line.cpuUnits;
    rooms.instances[rooms.of(purchaseOf(provider), COUNTED_IN_TASKS, zone)] += change;
  }
}
