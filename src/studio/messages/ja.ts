import type { Messages } from './en.js';
import { fleetJa } from './fleet-ja.js';
import { lessonsJa } from './lessons-ja.js';

export const ja: Partial<Messages> = { ...fleetJa, ...lessonsJa };
