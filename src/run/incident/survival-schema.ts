import { z } from 'zod';
import { LOST_TO, type LostTo } from '../../record/survival/survival.js';

const SERVICES_MAX = 1_000;

const lostTo = z.strictObject(Object.fromEntries(LOST_TO.map((cause) => [cause, z.number()])) as Record<LostTo, z.ZodNumber>);
const figure = z.nullable(z.number());

const service = z.strictObject({
  service: z.string(),
  shortfallTaskMinutes: z.number(),
  lostTo,
  zeroMinutes: z.number(),
  worstHealthyShare: figure,
  requestsLost: figure,
  arrivals: figure,
  lostShare: figure,
  recoveredAtMs: figure,
});

/** The result of a worker for a run through an incident. */
export const survivalResult = z.strictObject({
  fromMs: z.number(),
  lastMs: z.number(),
  untilMs: z.number(),
  services: z.array(service).max(SERVICES_MAX),
  shortfallTaskMinutes: z.number(),
  lostTo,
  zeroMinutes: z.number(),
  requestsLost: figure,
  lostShare: figure,
  recoveredAtMs: figure,
  timeToRecoverMs: figure,
  costDuringUsd: z.number(),
  costAfterUsd: z.number(),
  deadInstanceHours: z.number(),
  launches: z.number(),
  launchFailures: z.number(),
  failedStarts: z.number(),
  healthyTasksStopped: z.number(),
  isWithoutEffect: z.boolean(),
});
