import type { Scenario } from '../../scenario/schema.js';

type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

/** A scenario with every default written in, as it is being changed. */
export type Draft = Writable<Scenario>;
export type ServiceDraft = Draft['services'][number];

/** Returns the scenario as a draft. Every service gets deployments, which a call may begin at any time. */
export function draftOf({ expect: _, ...scenario }: Scenario, duration: string): Draft {
  const draft = structuredClone({ ...scenario, duration }) as Draft;
  // A service with a failure mode, even one that fails nothing, has the state of its deployments in the engine.
  for (const service of draft.services) service.failureMode ??= {} as never;
  return draft;
}
