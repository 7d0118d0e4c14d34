import type { DnsTerms } from './zone-dns.js';

/** A dependency that is not well. Times in milliseconds. */
export interface ImpairedDependency {
  /** Share of the requests that call it, and of these calls the share that fails. */
  readonly share: number;
  readonly errorShare: number;
  /** Extra time of calls that do not fail. */
  readonly addedMs: number;
  /** How long a request takes that fails by it; null: as long as usual. */
  readonly errorMs: number | null;
}

/** Harm to a load from outside its tasks. */
export interface LoadImpairment {
  /** By zone of the tasks that call them; a single list holds for all zones. */
  readonly dependencies: readonly (readonly ImpairedDependency[])[];
  /** Share of the requests that fail at the load balancer. */
  readonly connectionErrorShare: number;
  /** When zones with too few healthy targets leave DNS; absent: as without a fault. */
  readonly dns?: DnsTerms;
}

export const NO_IMPAIRMENT: LoadImpairment = { dependencies: [], connectionErrorShare: 0 };

export function impairedIn({ dependencies }: LoadImpairment, zone: number): readonly ImpairedDependency[] {
  return dependencies[zone] ?? dependencies[0] ?? [];
}

export function isSound({ dependencies, connectionErrorShare, dns }: LoadImpairment): boolean {
  return dependencies.every((impaired) => impaired.length === 0) && connectionErrorShare === 0 && dns === undefined;
}

/** Returns whether dependencies fail tasks of one zone otherwise than those of another. */
export function differsByZone({ dependencies }: LoadImpairment): boolean {
  return dependencies.length > 1;
}

/**
 * Returns the mean time to serve when dependencies are called one after the other: s' = (1 - d) s + d ((1 - e) (s + l) + e t) each
 * (I.DP-3).
 */
export function servedMs(meanMs: number, dependencies: readonly ImpairedDependency[]): number {
  return dependencies.reduce(
    (ms, { share, errorShare, addedMs, errorMs }) =>
      (1 - share) * ms + share * ((1 - errorShare) * (ms + addedMs) + errorShare * (errorMs ?? meanMs)),
    meanMs,
  );
}

/** Returns the share of served requests that are answered with an error (I.DP-4). */
export function errorShareOf(dependencies: readonly ImpairedDependency[]): number {
  return 1 - dependencies.reduce((well, { share, errorShare }) => well * (1 - share * errorShare), 1);
}
