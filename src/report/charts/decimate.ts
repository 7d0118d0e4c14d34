/** Most points per line: more than a screen has pixels. */
export const POINTS_MAX = 1500;

type Series = readonly (number | null)[];

/**
 * The indexes that a chart keeps of its series. Time is cut into equal stretches, and the minimum and maximum of every series in each
 * stretch are kept, so that no peak is lost. All series share the indexes, so that they can be stacked. The first and last index are always
 * kept.
 */
export function keptIndexes(series: readonly Series[], pointsMax = POINTS_MAX): number[] {
  const length = series[0]?.length ?? 0;
  if (length <= pointsMax) return Array.from({ length }, (_, i) => i);
  const stretches = Math.max(1, Math.floor((pointsMax - 2) / (2 * series.length)));
  const kept = new Set([0, length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    for (const values of series) {
      kept.add(extreme(values, from, { to, sign: 1 }));
      kept.add(extreme(values, from, { to, sign: -1 }));
    }
  }
  return [...kept].sort((a, b) => a - b);
}

/** The index of the maximum (sign 1) or minimum (sign -1), the first of equals; `from` if all values are null. */
function extreme(values: Series, from: number, { to, sign }: { to: number; sign: 1 | -1 }): number {
  let best = from;
  for (let i = from; i < to; i++) {
    const value = values[i];
    const leader = values[best];
    if (value !== null && (leader === null || sign * value > sign * leader)) best = i;
  }
  return best;
}
