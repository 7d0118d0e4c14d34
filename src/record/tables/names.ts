import { UNPLACED_REASONS } from '../../fargate/messages.js';
import { REFUSALS } from '../../placement/fit.js';
import {
  InstanceCause,
  LaunchReason,
  REFUSED_AS_MISSING,
  REFUSED_BY_FARGATE,
  REFUSED_BY_QUOTA,
  REFUSED_WITHOUT_INSTANCES,
  StopCause,
} from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { platformProviders } from '../ledger/platforms/platforms.js';
import { nameCell } from './column.js';

const STOPS = namesOf(StopCause);
const INSTANCES = namesOf(InstanceCause);
const LAUNCHES = namesOf(LaunchReason);
const FARGATE_REFUSALS: ReadonlyMap<number, string> = new Map(
  (Object.keys(REFUSED_BY_FARGATE) as (keyof typeof REFUSED_BY_FARGATE)[]).map((why) => [REFUSED_BY_FARGATE[why], UNPLACED_REASONS[why]]),
);

export function stopCauseName(cause: number): string {
  return STOPS.get(cause) ?? String(cause);
}

export function instanceCauseName(cause: number): string {
  return INSTANCES.get(cause) ?? String(cause);
}

export function launchReasonName(reason: number): string {
  return LAUNCHES.get(reason) ?? String(reason);
}

/** Why a task was refused, in ECS's own words where it has them. */
export function refusalName(reason: number): string {
  if (reason === REFUSED_BY_QUOTA) return 'QUOTA';
  if (reason === REFUSED_AS_MISSING) return 'MISSING';
  if (reason === REFUSED_WITHOUT_INSTANCES) return 'NO ACTIVE INSTANCES';
  return REFUSALS[reason]?.name ?? FARGATE_REFUSALS.get(reason) ?? String(reason);
}

/** Returns the name of a task in the trace of a workload; null for a row of -1, and where it has none. */
export type NameOfTraced = (workload: string, row: number) => string | null;

/** The setup's names as safe cells, by index; a provider of -1 or past the end is "none", an empty cell. */
export class Names {
  readonly providers: readonly string[];
  readonly zones: readonly string[];
  readonly types: readonly string[];

  constructor(
    setup: Setup,
    private readonly nameOfTraced: NameOfTraced = () => null,
  ) {
    this.providers = [...setup.capacityProviders.map((p) => nameCell(p.name)), ...platformProviders(setup).map((p) => p.name)];
    this.zones = setup.zones.map(nameCell);
    this.types = setup.instanceTypes.map((t) => nameCell(t.name));
  }

  /** An empty cell for a task without a name in a trace. */
  traced(workload: string, row: number): string {
    return nameCell(this.nameOfTraced(workload, row) ?? '');
  }

  provider(index: number): string {
    return this.providers[index] ?? '';
  }
}

function namesOf(codes: Readonly<Record<string, number>>): Map<number, string> {
  return new Map(Object.entries(codes).map(([name, code]) => [code, name]));
}
