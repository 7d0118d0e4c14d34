import { z } from 'zod';
import { choice, instant, nonEmpty, shape } from '../fields.js';
import { show } from '../text/suggest.js';

/** Schema of a timeline: an incident of AWS as dated steps, one file each. */

/** A source of AWS states a step, others retell it, or it is a guess. */
export const BASES = ['stated', 'retold', 'assumed'] as const;
export type Basis = (typeof BASES)[number];

/** The variants that every timeline has. */
export const VARIANTS = ['mild', 'stated', 'severe'] as const;

const ID = /^aws-\d{4}-\d\d-\d\d-[a-z]{2}(-[a-z]+)+-\d-[a-z0-9-]+$/;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z|\d\d:\d\d|\+[0-9dhms]+|\$[a-zA-Z]\w*)$/;
const LETTER = /^[A-Z]$/;
const LINE_MAX = 200;

const timeHelp = (value: unknown) =>
  `${show(value)} is no time of a timeline: write UTC such as 06:48 (on the day of start) or 2025-10-21T01:10Z, +2h30m after start, or a setting such as $until`;
const time = (description: string) =>
  z
    .string({ error: (issue) => timeHelp(issue.input) })
    .regex(TIME, { error: (issue) => timeHelp(issue.input) })
    .describe(description);

const value = z.union([z.number(), z.string()]);

const source = shape('The source of a step.', () => ({
  id: nonEmpty('Name by which steps refer to it.'),
  kind: choice(['pes', 'status', 'retelling', 'customer', 'docs'], "pes: AWS's post-event summary. status: text of AWS's status page."),
  url: z.url().describe('Its address.'),
  read: instant('When it was read.'),
}));

const setting = shape('A value that no source states.', () => ({
  default: value.describe('A number or a duration.'),
  min: value.describe('The lowest that is plausible.'),
  max: value.describe('The highest that is plausible.'),
  worse: choice(['up', 'down'], 'Which end of the range hurts more.'),
  why: nonEmpty('Why it is a guess, and what bounds it.'),
}));

const step = shape('An event, as a fault.', () => ({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('Names it in reports.'),
  from: time('When it began.'),
  to: time('When it ended; open: to the end of the run. Absent for a fault without a duration.').or(z.literal('open')).optional(),
  for: value.describe('Instead of to: how long it lasted. A duration or a setting.').optional(),
  every: value.describe('With for and to: the interval at which it repeats, until to.').optional(),
  fault: z.record(z.string(), z.json()).describe('An entry of faults without at and for. $NAME stands for a setting.'),
  where: z
    .string()
    .regex(/^(region|(not )?[A-Z])$/, {
      error: (issue) => `${show(issue.input)} is no place: write region, a letter of zones, or not with a letter`,
    })
    .describe('region, a letter of zones, or every zone but one: not A.'),
  parts: value.describe('Number of equal parts, evenly over `over`. A number or a setting.').optional(),
  over: value.describe('The time from the first part to the last. A duration or a setting.').optional(),
  basis: choice(BASES, 'stated: a source of AWS says so. retold: others retell it. assumed: no source has it.'),
  source: nonEmpty('The ids of its sources, with commas between.').optional(),
  line: nonEmpty(`Words of the source, in at most ${LINE_MAX} characters.`, LINE_MAX),
  variant: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('Only in this variant. Default: in all.')
    .optional(),
}));

export const timeline = shape('A timeline: an incident of AWS as dated steps.', () => ({
  incident: z
    .string()
    .regex(ID, { error: (issue) => `${show(issue.input)} is no id: write aws-DATE-REGION-WORD, such as aws-2025-10-20-us-east-1-dynamodb` })
    .describe('Its id.'),
  title: nonEmpty('The incident in one sentence.', LINE_MAX),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .describe('Where.'),
  start: instant('When it began, in UTC.'),
  end: instant('When the last effect that a source states had ended, in UTC.').or(z.literal('open')),
  scope: choice(['region', 'zone', 'service'], 'The extent: a Region, a zone of it, or one service of AWS.'),
  zones: z
    .record(
      z.string().regex(LETTER),
      shape('A zone of the incident.', () => ({
        stated: z
          .string()
          .regex(/^[a-z0-9]+-az\d$/)
          .describe('Its zone id.')
          .optional(),
      })),
    )
    .describe('Letters for the zones that failed, each with the zone id that a source states.')
    .default({}),
  sources: z.array(source).min(1).describe('The sources of its steps.'),
  settings: z
    .record(z.string().regex(/^[a-zA-Z]\w*$/), setting)
    .describe('Values that no source states, by name.')
    .default({}),
  steps: z.array(step).min(1, 'has no steps: an incident without steps does nothing').max(100).describe('Its steps, in any order.'),
  notes: z.array(z.string().min(1)).describe('Notes for readers, such as effects that no fault expresses.').default([]),
}));

export type TimelineText = z.output<typeof timeline>;
export type StepText = TimelineText['steps'][number];
