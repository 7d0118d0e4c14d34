import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { fullLaunchState, type LaunchState } from '../../fargate/launching.js';
import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../fargate/providers.js';
import type { Ms } from '../../kernel/event-loop.js';
import { FARGATE } from '../../market/pools.js';
import { ZoneSpread } from '../../placement/zone-spread.js';
import type { Setup } from '../setup.js';
import type { Line } from './line.js';
import type { Lines } from './lines.js';
import type { PoolRooms } from './pool-rooms.js';
import type { Tasks } from './tasks.js';
import { WaitingRoom } from './waiting-room.js';

/** What the state of Fargate is made from. */
interface Parts {
  readonly setup: Setup;
  readonly tasks: Tasks;
  readonly lines: Lines;
  readonly rooms: PoolRooms;
}

/** The purchase option of a Fargate provider's pools. */
function purchaseOf(provider: FargateProvider): Purchase {
  return provider === FargateProvider.FARGATE_SPOT ? Spot : OnDemand;
}

/** In the place of an instance's ordinal: the task has its capacity on Fargate. */
export const ON_FARGATE = -2;

/** Refusals of a line's tasks in a row, why the last, and when its service asks again. */
interface Refusals {
  readonly count: number;
  readonly why: number;
  readonly retryMs: Ms;
}

/** What is true of Fargate: who waits for it, what has been used of the account's rates and quotas, and where its tasks are. */
export class FargateState {
  /** Tasks that wait for their turn or for capacity. */
  readonly room: WaitingRoom;
  launches: LaunchState;
  /** CPU units of tasks that have their capacity, by FargateProvider. */
  readonly cpuUnitsUsed: number[] = FARGATE_PROVIDER_NAMES.map(() => 0);
  /** By task group: where its tasks with desiredStatus RUNNING are. */
  private readonly spreads: ZoneSpread[] = [];
  /** By line, of services that were refused. */
  readonly refusals = new Map<number, Refusals>();
  /** Ordinals of tasks that a retirement has been announced for, by its place among the faults, until it is over; and of those whose time has come. */
  readonly announced = new Map<number, number[]>();
  readonly retiring = new Set<number>();

  constructor(private readonly parts: Parts) {
    this.room = new WaitingRoom(parts.tasks, parts.lines);
    this.launches = fullLaunchState(parts.setup.fargate.rates, 0);
  }

  /** Which of the two a line of Fargate tasks wants. */
  providerOf(line: Line): FargateProvider {
    return (line.provider - this.parts.setup.capacityProviders.length) as FargateProvider;
  }

  spreadOf(group: number): ZoneSpread {
    this.spreads[group] ??= new ZoneSpread(FARGATE_PROVIDER_NAMES.length, this.parts.setup.zones.length);
    return this.spreads[group];
  }

  /** Capacity in a zone was given to a task, or a task has left it. */
  occupy(line: Line, zone: number, change: 1 | -1): void {
    const provider = this.providerOf(line);
    const { rooms } = this.parts;
    this.cpuUnitsUsed[provider] += change * line.cpuUnits;
    rooms.instances[rooms.of(purchaseOf(provider), FARGATE, zone)] += change;
  }

  /** Zones, 1 for those in which a task of the line could start now. */
  reachableZones(line: Line): number[] {
    const { setup, rooms } = this.parts;
    const { zones } = line.origin;
    const pools = rooms.views[purchaseOf(this.providerOf(line))];
    const isOffered = (zone: number) => setup.fargate.zones.includes(zone) && (zones === null || zones.includes(zone));
    return setup.zones.map((_, zone) => Number(isOffered(zone) && pools.spare(FARGATE, zone) > 0));
  }

  save(): unknown {
    const { room, launches, cpuUnitsUsed, spreads, refusals, announced, retiring } = this;
    return structuredClone({
      room: room.save(),
      launches,
      cpuUnitsUsed,
      spreads: [...spreads.entries()].flatMap(([group, spread]) => (spread === undefined ? [] : [{ group, spread: spread.save() }])),
      refusals: [...refusals],
      announced: [...announced],
      retiring: [...retiring],
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
      retiring: number[];
    };
    this.room.load(from.room);
    this.launches = from.launches;
    this.cpuUnitsUsed.splice(0, from.cpuUnitsUsed.length, ...from.cpuUnitsUsed);
    for (const { group, spread } of from.spreads) this.spreadOf(group).load(spread);
    for (const [line, refused] of from.refusals) this.refusals.set(line, refused);
    for (const [fault, tasks] of from.announced) this.announced.set(fault, tasks);
    for (const task of from.retiring) this.retiring.add(task);
  }
}
