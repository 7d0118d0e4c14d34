import type { Tasks } from './fields.js';

/** The parts of a first scenario. */
export interface Answers {
  readonly name: string;
  readonly services: readonly ServiceAnswer[];
  readonly instanceType: string;
  readonly duration: string;
  readonly region: string;
  readonly targetCapacity: number;
  readonly networkMode: NetworkMode;
}

export interface ServiceAnswer {
  readonly name: string;
  /** The reservation of a task; or the file of its task definition, relative to the scenario, and its family. */
  readonly task: { readonly cpu: string; readonly memory: string } | { readonly file: string; readonly family: string };
  readonly tasks: Tasks;
}

export const NETWORK_MODES = ['awsvpc', 'bridge', 'host'] as const;
export type NetworkMode = (typeof NETWORK_MODES)[number];
