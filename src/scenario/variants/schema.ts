import { z } from 'zod';
import { list, shape } from '../fields.js';

/** Names become names of directories. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const breaks = list(
  z.string().max(300),
  [0, 100],
  'Expectations of `expect` that it breaks on purpose, word for word. A run in which one of them holds has failed.',
).optional();

const variant = shape('The scenario with some changes, under a name of its own.', () => ({
  name: z
    .string()
    .regex(NAME, { error: (issue) => `${JSON.stringify(issue.input)} is not a name: letters, digits, dots, _ and -` })
    .describe('Names its run in a comparison: up to 100 letters, digits, dots, _ and -.'),
  description: z.string().max(10_000).describe('A description for people.').optional(),
  changes: z
    .record(z.string().min(1), z.json())
    .describe('A value by its path, as --set takes it: items of a list by name, `...` for any keys between; null removes the key.'),
  breaks,
}));

export const variants = list(
  variant,
  [0, 100],
  'Changes to try: compare compares them with the scenario, run --variant NAME runs one. They are no part of the run of the scenario.',
).optional();

export type VariantText = z.output<typeof variant>;
