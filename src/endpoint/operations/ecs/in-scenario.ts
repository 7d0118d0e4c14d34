import type { z } from 'zod';
import { Findings } from '../../../import/findings.js';
import { shaped } from '../../../import/in-scenario-shape.js';
import { UnreadKeys } from '../../../import/unread-keys.js';
import { RefusedEdit } from '../../cluster/live-cluster.js';
import type { Context } from '../operation.js';

/** Returns an input in the shape of the scenario. Logs once what a simulation does not have; a value that its key cannot have is refused. */
export function inScenario(
  { report }: Context,
  action: string,
  { schema, input }: { readonly schema: z.ZodType; readonly input: object },
): Record<string, unknown> {
  const [findings, unread] = [new Findings(), new UnreadKeys()];
  const shape = shaped(schema as never, input, { place: { file: '', field: '' }, findings, unread }) as Record<string, unknown>;
  if (findings.wrongValues.length > 0) throw new RefusedEdit(findings.wrongValues.map(({ field, message }) => `${field} ${message}`));
  for (const field of unread.all) report(`${action}: ${field} has no effect here`);
  for (const { field, message } of findings.all) report(`${action}: ${field} ${message}`);
  return shape;
}

/** The label of a container with the way in which tasks of a definition fail, as JSON of the scenario's `failureMode`. */
const FAILURE_LABEL = 'drydock.failureMode';
/** The label of a container with the time for which standalone tasks of a definition run. */
const RUN_TIME_LABEL = 'drydock.runTime';

/** Labels of a task definition that describe its tasks in a simulation; to AWS they mean nothing. */
export interface Behaviour {
  readonly failureMode: unknown;
  readonly runTime: string | undefined;
}

export function behaviourOf({ cluster }: Context, definition: string): Behaviour {
  const written = cluster.draft.taskDefinitions.findIndex((_, i) => {
    const { family, revision } = cluster.setup.taskDefinitions[i]!;
    return `${family}:${revision}` === definition;
  });
  const { containerDefinitions = [] } = unwrapped(cluster.draft.taskDefinitions[written]);
  const labels = Object.assign({}, ...containerDefinitions.map(({ dockerLabels = {} }) => dockerLabels)) as Record<string, string>;
  const mode = labels[FAILURE_LABEL];
  return { failureMode: mode === undefined ? undefined : parsed(mode), runTime: labels[RUN_TIME_LABEL] };
}

interface Written {
  readonly containerDefinitions?: readonly { readonly dockerLabels?: Readonly<Record<string, string>> }[];
  readonly taskDefinition?: Written;
}

function unwrapped(written: unknown): Written {
  const definition = (written ?? {}) as Written;
  return definition.taskDefinition ?? definition;
}

/** A value that is not JSON goes on as text, for the scenario to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
