import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How much the tests draw that draw from a seed: vitest.config.ts says which of its projects draws how much. */
    extent?: 'wide';
  }
}

const isWide = inject('extent') === 'wide';

/** How often a test draws: a few times with every change (`npm test`), and as often as it takes to meet rare cases in `npm run test:wide`. */
export function draws(few: number, wide: number): number {
  return isWide ? wide : few;
}

/** A fixed seed with every change, and another one in each wide run: the message of a failure has it. */
export function seedOf(fixed: number): number {
  return isWide ? Math.floor(Date.now() / 1000) : fixed;
}

/** So many seeds, from the first on. */
export function seeds(few: number, wide: number, first = 0): number[] {
  return Array.from({ length: draws(few, wide) }, (_, i) => first + i);
}
