const [SECOND, MINUTE, HOUR, DAY] = [1e3, 6e4, 36e5, 864e5];
/** Distances of ticks that a reader of a clock and of a calendar expects. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];
/** Room for a label. */
const CLOCK_PX = 48;
const DATE_PX = 76;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Mon 5 Jan. */
function dateText(ms) {
  const date = new Date(ms);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** A moment on the calendar (UTC): Mon 5 Jan 14:05, with seconds where they are not 0. */
export function momentText(ms) {
  const time = new Date(ms).toISOString().slice(11, 19);
  return `${dateText(ms)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`;
}

function stepFor(spanMs, widthPx) {
  return STEPS.find((step) => spanMs / step <= widthPx / (step >= DAY ? DATE_PX : CLOCK_PX)) ?? STEPS.at(-1);
}

/** A date stands under the first clock and under each midnight. */
function labelAt(ms, { step, isFirst }) {
  if (step >= DAY) return dateText(ms);
  const clock = new Date(ms).toISOString().slice(11, step < MINUTE ? 19 : 16);
  return isFirst || ms % DAY === 0 ? [clock, dateText(ms)] : clock;
}

/** Gives an axis of simulated time the ticks of a clock and a calendar: `scale` is the axis's options, `time` what the chart says of it. */
export function withClock(scale, { unitMs, startsAtMs }) {
  const afterBuildTicks = (axis) => {
    const [from, to] = [axis.min, axis.max].map((value) => startsAtMs + value * unitMs);
    const step = stepFor(to - from, axis.width);
    // Weeks begin at the start of the run: it is a Monday unless the scenario says otherwise.
    const origin = step > DAY ? Math.floor(startsAtMs / DAY) * DAY : 0;
    const first = origin + Math.ceil((from - origin) / step) * step;
    axis.ticks = [];
    for (let ms = first; ms <= to; ms += step)
      axis.ticks.push({ value: (ms - startsAtMs) / unitMs, label: labelAt(ms, { step, isFirst: ms === first }) });
  };
  const ticks = { ...scale.ticks, autoSkip: false, callback: (_, i, all) => all[i].label };
  return { ...scale, title: { display: false }, ticks, afterBuildTicks };
}
