import { CAPACITY } from './capacity.js';
import type { Plausible } from './range.js';
import { SCALING } from './scaling.js';
import { SERVICES } from './services.js';
import { TIMINGS } from './timings.js';

/** Every setting that docs/model.md marks with G or M, in the order of that page. */
export const PLAUSIBLE: readonly Plausible[] = [...TIMINGS, ...CAPACITY, ...SCALING, ...SERVICES];
