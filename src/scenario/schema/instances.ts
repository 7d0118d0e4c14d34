import { z } from 'zod';
import { AGENT_VERSION } from '../attributes.js';
import { show } from '../suggest.js';

/** What groups and fixed instances both say of their instances. */

export const zone = z.string().min(1);
export const instanceType = z.string().min(1).describe('EC2 instance type, or a name of instanceTypes.');

/** What instances tell ECS of themselves when they register. */
export const traits = {
  attributes: z
    .record(
      z.string(),
      z
        .string({ error: (issue) => `${show(issue.input)} is no text: write "${issue.input}", or null for an attribute without a value` })
        .nullable(),
    )
    .describe(
      'Custom attributes, as ECS_INSTANCE_ATTRIBUTES of the agent takes them, and built-in ones that only you know; null: no value.',
    )
    .default({}),
  agentVersion: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, {
      error: (issue) => `${show(issue.input)} is no version of the container agent, such as ${AGENT_VERSION}`,
    })
    .describe('Version of the container agent, for agentVersion of the query language.')
    .default(AGENT_VERSION),
};
