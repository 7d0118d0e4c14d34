import { COLOURS } from '../../report/client/palette.js';

type Theme = 'light' | 'dark';

/** Hues of services and workloads, in turn; those of the report's charts. */
const OWNER_HUES = ['blue', 'green', 'purple', 'orange', 'sky', 'vermillion'] as const;

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
  readonly owner: (index: number) => string;
}

export function coloursOf(theme: Theme): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ...{ ink: token('--ink'), soft: token('--soft'), line: token('--line'), card: token('--card'), accent: token('--accent') },
    booting: COLOURS.orange[theme],
    draining: COLOURS.purple[theme],
    lost: COLOURS.vermillion[theme],
    pooled: COLOURS.grey[theme],
    owner: (index) => COLOURS[OWNER_HUES[index % OWNER_HUES.length]][theme],
  };
}
