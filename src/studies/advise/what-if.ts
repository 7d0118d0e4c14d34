import type { GroupText, ProviderText, Scenario, ServiceText, WorkloadText } from '../../scenario/schema.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import type { Setup } from '../../sim/setup.js';
import type { ChangeStep } from './change-steps.js';
import type { FindingKind, NotTried } from './result.js';

/**
 * Kinds that replace neither instances nor tasks, and begin with the present state. All others begin without it and are compared with a
 * base without it: otherwise the one-time cost of a replacement would count as a daily cost.
 */
const AS_FOUND: ReadonlySet<FindingKind> = new Set(['targetCapacity', 'warmUp']);

export function beginsAsFound({ kind }: Pick<Idea, 'kind'>): boolean {
  return AS_FOUND.has(kind);
}

/** The scenario without its present state. */
export interface Advised {
  readonly scenario: Scenario;
  readonly setup: Setup;
}

/** A change of a scenario, and how it is made in AWS. */
export interface WhatIf {
  /** Depends on the scenario alone, not on the other what-ifs. */
  readonly id: string;
  readonly kind: FindingKind;
  /** What-ifs with the same slot exclude each other. */
  readonly slot: string;
  readonly title: string;
  /** A condition that the run cannot check. */
  readonly onlyIf?: string;
  readonly set: readonly Assignment[];
  /** The same change in AWS. */
  readonly change: readonly ChangeStep[];
}

export type Idea = WhatIf | NotTried;

export function isWhatIf(idea: Idea): idea is WhatIf {
  return 'set' in idea;
}

/** Returns a value at a path; undefined removes the key. */
export function setting(path: string, value: unknown): Assignment {
  return { path, value: value === undefined ? '' : JSON.stringify(value) };
}

export function groupPath({ name }: ProviderText): string {
  return `cluster.capacityProviders.${name}.autoScalingGroup`;
}

/** A service or a workload with its path. */
export interface Work {
  readonly path: string;
  readonly name: string;
  readonly kind: 'service' | 'workload';
  readonly text: ServiceText | WorkloadText;
}

/** Returns all services and workloads but daemons, which run on every instance. */
export function worksOf({ services, workloads }: Scenario): Work[] {
  return [
    ...services
      .filter(({ schedulingStrategy }) => schedulingStrategy !== 'DAEMON')
      .map((text): Work => ({ path: `services.${text.serviceName}`, name: text.serviceName, kind: 'service', text })),
    ...workloads.map((text): Work => ({ path: `workloads.${text.name}`, name: text.name, kind: 'workload', text })),
  ];
}

/** Returns the sizes of a group whose instances become larger by a factor, with the same total capacity. */
export function scaledSizes(
  { minSize, maxSize, desiredCapacity = minSize }: GroupText,
  times: number,
): Record<'minSize' | 'maxSize' | 'desiredCapacity', number> {
  const scaled = (size: number) => Math.ceil(size * times - 1e-9);
  return { minSize: scaled(minSize), maxSize: Math.max(1, scaled(maxSize)), desiredCapacity: scaled(desiredCapacity) };
}
