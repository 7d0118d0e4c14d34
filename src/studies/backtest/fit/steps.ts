import { z } from 'zod';
import type { Journal } from '../../../run/journal/journal.js';
import type { Kept } from '../../../run/journal/journal-file.js';
import { keptPart } from '../../../run/journal/part.js';

const keptStep = z.strictObject({
  /** JSON text of the answer, where texts stand for NaN and infinities. */
  answer: z.string(),
  /** Points evaluated so far. */
  evaluations: z.number(),
});

export type KeptStep = z.infer<typeof keptStep>;

export const STEPS: Kept<KeptStep> = { read: (value) => keptStep.parse(value), isFinal: () => true };

/** The steps of a fit. A fit is deterministic, so the n-th step always has the same answer: one in the journal is not taken again. */
export class FitSteps {
  evaluations = 0;
  private taken = 0;

  constructor(
    private readonly journal: Journal<KeptStep> | null,
    private readonly progress: (evaluations: number) => void,
  ) {}

  /** Returns the answer of the next step: plain data. */
  async take<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const step = this.taken++;
    if (this.journal === null) return work();
    const { answer, evaluations } = await keptPart(this.journal, step, async () => {
      const text = JSON.stringify(await work(), (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
      );
      return { answer: text, evaluations: this.evaluations };
    });
    if (evaluations > this.evaluations) this.progress(evaluations);
    this.evaluations = evaluations;
    return JSON.parse(answer, (_, value) => (NOT_FINITE.has(value) ? Number(value) : value));
  }

  evaluated(): void {
    this.progress(++this.evaluations);
  }
}

const NOT_FINITE = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);
