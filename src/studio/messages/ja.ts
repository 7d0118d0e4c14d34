import type { Messages } from './en.js';

export const ja: Partial<Messages> = {};
