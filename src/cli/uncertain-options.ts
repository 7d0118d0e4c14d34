export interface UncertainArguments {
  readonly uncertain: boolean;
  readonly worlds?: number | undefined;
}

const WORLDS = 64;
/** Fewer would show hardly any share of the variance. */
const WORLDS_MIN = 16;
const WORLDS_MAX = 10_000;

export const UNCERTAIN_OPTIONS = {
  uncertain: {
    type: 'boolean',
    default: false,
    describe: 'In how many plausible ECSs the verdict holds: draws the settings that AWS does not publish (docs/uncertainty.md)',
  },
  worlds: { type: 'number', requiresArg: true, describe: `Plausible ECSs of --uncertain (default: ${WORLDS})` },
} as const;

/** The number of worlds; null: the settings keep their defaults. */
export function worldsAsked({ uncertain, worlds }: UncertainArguments, mistakes: string[]): number | null {
  if (worlds !== undefined && !uncertain) mistakes.push('--worlds are those of --uncertain: give --uncertain as well');
  if (worlds !== undefined && !(Number.isInteger(worlds) && worlds >= WORLDS_MIN && worlds <= WORLDS_MAX))
    mistakes.push(`--worlds ${worlds}: give a whole number from ${WORLDS_MIN} to ${WORLDS_MAX}; fewer tell hardly anything`);
  return uncertain ? (worlds ?? WORLDS) : null;
}

/** Returns the options for the command that repeats a result. */
export function uncertainWords({ uncertain, worlds }: UncertainArguments): string[] {
  return [...(uncertain ? ['--uncertain'] : []), ...(worlds === undefined ? [] : ['--worlds', String(worlds)])];
}
