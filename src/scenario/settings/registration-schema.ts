import { z } from 'zod';
import { shape } from '../fields.js';
import { show } from '../text/suggest.js';
import { DURATION_PATTERN, parseDuration } from '../units.js';

const TIMEOUT_MIN_MS = 5 * 60_000;
const TIMEOUT_MAX_MS = 24 * 3_600_000;

export const registration = shape('Registration of instances with ECS.', () => ({
  timeout: z
    .string({ error: (issue) => timeoutHelp(issue.input) })
    .refine(isTimeout, { error: (issue) => timeoutHelp(issue.input) })
    .meta({
      description:
        'After this time from its launch, 5m to 24h, ECS terminates (N.REG-2) an instance that is in service and not registered, in a group with managed scaling; never: it stays. Default: 15m, and never with guide-2024.',
      pattern: `^never$|${DURATION_PATTERN}`,
      examples: ['15m', 'never'],
    })
    .optional(),
}));

function isTimeout(text: string): boolean {
  const ms = parseDuration(text);
  return text === 'never' || (ms !== undefined && ms >= TIMEOUT_MIN_MS && ms <= TIMEOUT_MAX_MS);
}

const timeoutHelp = (value: unknown) => `${show(value)} is no time to register in: write a duration from 5m to 24h, or never`;
