import { COLOURS } from '../../report/client/palette.js';
import { type OwnerLook, ownerLook, type Theme } from './owner-look.js';

export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
  readonly booting: string;
  readonly draining: string;
  readonly lost: string;
  readonly pooled: string;
  readonly owner: (index: number) => OwnerLook;
}

/** Reads the colours of a theme from the page. */
export function coloursOf(theme: Theme): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...{ ink: token('--ink'), soft: token('--soft'), line: token('--line'), card: token('--card'), accent: token('--accent') },
    booting: COLOURS.orange[theme],
    draining: COLOURS.purple[theme],
    lost: COLOURS.vermillion[theme],
    pooled: COLOURS.grey[theme],
    owner: (index) => ownerLook(index, theme),
  };
}
