import type { GroupText, ProviderText, Scenario, ServiceText, WorkloadText } from '../../scenario/schema.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import type { FindingKind } from './result.js';

/**
 * What replaces neither instances nor tasks, and begins with the cluster as it was found. All else begins anew and is judged against the scenario begun anew,
 * or else what it costs once to replace them would be taken for what it costs every day.
 */
const AS_FOUND: ReadonlySet<FindingKind> = new Set(['targetCapacity', 'warmUp']);

export function beginsAsFound({ kind }: Pick<Idea, 'kind'>): boolean {
  return AS_FOUND.has(kind);
}

/** A change of a scenario, and how it is made in AWS. */
export interface WhatIf {
  /** The same for the same scenario, whatever else is tried. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly title: string;
  readonly set: readonly Assignment[];
  /** Commands of the AWS CLI. */
  readonly change: readonly string[];
}

/** What does not apply, and why not. */
export interface NotApplied {
  readonly kind: FindingKind;
  readonly title: string;
  readonly why: string;
}

export type Idea = WhatIf | NotApplied;

export function isWhatIf(idea: Idea): idea is WhatIf {
  return 'set' in idea;
}

/** A value at a path; undefined takes the key away. */
export function setting(path: string, value: unknown): Assignment {
  return { path, value: value === undefined ? '' : JSON.stringify(value) };
}

export function groupPath({ name }: ProviderText): string {
  return `cluster.capacityProviders.${name}.autoScalingGroup`;
}

/** A service or a workload with the path of it. */
export interface Work {
  readonly path: string;
  readonly name: string;
  readonly kind: 'service' | 'workload';
  readonly text: ServiceText | WorkloadText;
}

/** All but daemons, which are everywhere. */
export function worksOf({ services, workloads }: Scenario): Work[] {
  return [
    ...services
      .filter(({ schedulingStrategy }) => schedulingStrategy !== 'DAEMON')
      .map((text): Work => ({ path: `services.${text.serviceName}`, name: text.serviceName, kind: 'service', text })),
    ...workloads.map((text): Work => ({ path: `workloads.${text.name}`, name: text.name, kind: 'workload', text })),
  ];
}

/** Sizes of a group whose instances are another so many times as large: as much in all. */
export function scaledSizes(
  { minSize, maxSize, desiredCapacity = minSize }: GroupText,
  times: number,
): Record<'minSize' | 'maxSize' | 'desiredCapacity', number> {
  const scaled = (size: number) => Math.ceil(size * times - 1e-9);
  return { minSize: scaled(minSize), maxSize: Math.max(1, scaled(maxSize)), desiredCapacity: scaled(desiredCapacity) };
}
