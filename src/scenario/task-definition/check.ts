import { type Context, checkUnique } from '../context.js';
import type { TaskDefinition } from './definition.js';

/** The definition for a reference `worker`, `worker:3` or an ARN; without a revision the highest one. */
export function findDefinition(reference: string, definitions: readonly (TaskDefinition | undefined)[]): number | undefined {
  const { family, revision } = parseReference(reference);
  let found: number | undefined;
  definitions.forEach((definition, i) => {
    if (definition?.family !== family || (revision !== undefined && definition.revision !== revision)) return;
    if (found === undefined || definition.revision > definitions[found]!.revision) found = i;
  });
  return found;
}

export function parseReference(reference: string): { readonly family: string; readonly revision: number | undefined } {
  const name = reference.replace(/^arn:[^/]*:task-definition\//, '');
  const match = /^(.*):(\d+)$/.exec(name);
  return match === null ? { family: name, revision: undefined } : { family: match[1]!, revision: Number(match[2]) };
}

/** Status of a definition in the form of describe-task-definition, with or without its wrapping; one without a status is ACTIVE. */
export function statusOf(written: Readonly<Record<string, unknown>>): string {
  const { status = 'ACTIVE' } = (written.taskDefinition ?? written) as { status?: string };
  return status;
}

export function checkDefinitions(context: Context): void {
  const names = context.definitions.flatMap((definition, i) =>
    definition ? [{ name: `${definition.family}:${definition.revision}`, at: [i, 'family'] }] : [],
  );
  checkUnique(context, ['taskDefinitions'], names);
}
