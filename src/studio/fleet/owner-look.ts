import { COLOURS } from '../../report/client/palette.js';

export type Theme = 'light' | 'dark';

/** Hues of services and workloads, in turn; those of the report's charts. */
const OWNER_HUES = [
  ...(['blue', 'green', 'purple', 'orange', 'sky', 'vermillion'] as const),
  ...(['violet', 'rose', 'umber', 'navy', 'plum', 'fuchsia'] as const),
];

export interface OwnerLook {
  readonly colour: string;
  /** Has stripes in the colour of the ground, which distinguish another twelve. */
  readonly isStriped: boolean;
}

/** Returns a colour for each of the first twelve services and workloads, and stripes for the next twelve. */
export function ownerLook(index: number, theme: Theme): OwnerLook {
  const round = Math.floor(index / OWNER_HUES.length);
  return { colour: COLOURS[OWNER_HUES[index % OWNER_HUES.length]][theme], isStriped: round % 2 === 1 };
}
