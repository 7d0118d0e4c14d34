import { z } from 'zod';
import { choice, duration, list, nonEmpty, shape } from '../fields.js';
import { show } from '../text/suggest.js';
import { AGENT_VERSION } from './attributes.js';

/** Settings that groups and fixed instances share. */

export const zone = z.string().min(1);
export const instanceType = nonEmpty('EC2 instance type, or a name of instanceTypes.');

/** The time of the opt-in to awsvpcTrunking. */
export const trunking = {
  awsvpcTrunkingFrom: duration(
    'When the opt-in happens: only instances launched from then on get a trunk (C.ENI-03). Default: before the start.',
  ).optional(),
};
export const onOrOff = ['enabled', 'disabled'] as const;

/** Characters that both `docker volume create` and the name of an attribute accept. */
const VOLUME_DRIVER = /^[A-Za-z0-9_./-]{1,90}$/;

/** Settings that instances report to ECS when they register. */
export const traits = {
  accountSettings: shape('Account settings of the role of these instances, in place of those of the account.', () => ({
    awsvpcTrunking: choice(onOrOff, 'ENI trunking for instances of this role (C.ENI-04).'),
    ...trunking,
  }))
    .describe('Settings of the role of these instances. Default: those of the cluster.')
    .optional(),
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
  volumeDrivers: list(
    z.string().regex(VOLUME_DRIVER, { error: (issue) => `${show(issue.input)} is no name of a volume driver, such as rexray/ebs` }),
    [0, 50],
    'Docker volume drivers that are installed beside local: a task with a volume of another finds no place (T.STOR-6). Default: local alone.',
  ).optional(),
  agentVersion: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, {
      error: (issue) => `${show(issue.input)} is no version of the container agent, such as ${AGENT_VERSION}`,
    })
    .describe('Version of the container agent, for agentVersion of the query language.')
    .default(AGENT_VERSION),
};
