import { CAPACITY } from './capacity.js';
import { FARGATE } from './fargate.js';
import type { Plausible } from './range.js';
import { SCALING } from './scaling.js';
import { SERVICES } from './services.js';
import { TIMINGS } from './timings.js';
import { WAITING } from './waiting.js';

/** Every setting whose default is a guess or measured by others (marks G and M of docs/model.md). */
export const PLAUSIBLE: readonly Plausible[] = [...TIMINGS, ...CAPACITY, ...FARGATE, ...SCALING, ...WAITING, ...SERVICES];
