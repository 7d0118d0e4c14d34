export const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
export const STEP_PERCENT = 5;

/**
 * Decodes a row of the fleet map in the format of fleet-map.ts: runs of equal cells, each from a column to before another, without empty
 * ones.
 */
export function rowRuns(text) {
  const levels = 100 / STEP_PERCENT + 1;
  const runs = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 3) {
    const code = DIGITS.indexOf(text[at]) * DIGITS.length + DIGITS.indexOf(text[at + 1]);
    const to = from + DIGITS.indexOf(text[at + 2]) + 1;
    const state = Math.floor(code / (levels * levels));
    const cpuPercent = STEP_PERCENT * (Math.floor(code / levels) % levels);
    const last = runs.at(-1);
    if (last?.code === code && last.to === from) last.to = to;
    else if (state > 0) runs.push({ code, from, to, state, cpuPercent, memoryPercent: STEP_PERCENT * (code % levels) });
    from = to;
  }
  return runs;
}
