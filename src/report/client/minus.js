/** Gives the numbers of axes a minus sign: Chart.js writes a hyphen. `Chart` has its scales registered. */
export function writeMinus(Chart) {
  const { ticks } = Chart.defaults.scales.linear;
  const written = ticks.callback;
  ticks.callback = function (...tick) {
    const text = written.apply(this, tick);
    return typeof text === 'string' ? text.replace('-', '−') : text;
  };
}
