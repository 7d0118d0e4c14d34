import { appJa } from './app-ja.js';
import type { Messages } from './en.js';
import { fleetJa } from './fleet-ja.js';
import { lessonsJa } from './lessons-ja.js';

export const ja: Messages = { ...appJa, ...fleetJa, ...lessonsJa };
