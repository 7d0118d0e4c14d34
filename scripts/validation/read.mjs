// Reads a figure from a run by its description in measurements.yaml.

/** Messages of services by short names; `started` is "has started 2 tasks". */
const MESSAGES = {
  started: /has started \d+ tasks/,
  registered: / registered \d+ targets/,
  deregistered: /deregistered \d+ targets/,
  draining: /has begun draining connections/,
  stopped: /has stopped \d+ running tasks/,
  stoppedPending: /stopped \d+ pending tasks/,
  unplaced: /unable to place a task/,
  unhealthy: /is unhealthy in|failed container health checks/,
  completed: /deployment completed/,
  failed: /deployment failed/,
  rollingBack: /rolling back to/,
  unable: /unable to consistently start/,
  steady: /has reached a steady state/,
};

/** Returns the figure, or null where the run has none. */
export function readFigure(run, read) {
  if (read.to !== undefined) return intervalOf(run, read);
  if (read.count !== undefined) return eventsOf(run, read.count).length;
  if (read.sum !== undefined) return eventsOf(run, read.of).reduce((sum, event) => sum + event[read.sum], 0) / (read.per ?? 1);
  if (read.value !== undefined) return argumentOf(run, read);
  if (read.gaps !== undefined) return gapsOf(run, read);
  return statisticOf(timesOf(read.instances === undefined ? run.tasks : run.instances, read.instances ?? read.tasks), read.statistic);
}

/** Seconds between two events; the search for the second begins at the first. */
function intervalOf(run, { from, to }) {
  const begin = instantOf(run, from);
  if (begin === null) return null;
  const end = instantOf(run, { after: begin, ...to });
  return end === null ? null : end - begin;
}

/** `or` is looked for where the run has no such event; `plus` are seconds after it. */
function instantOf(run, { at, or, plus = 0, ...selector }) {
  const found = at ?? pick(eventsOf(run, selector), selector)?.at;
  // Times are whole milliseconds: 603.2 + 27.7 must not lie after 630.9.
  if (found !== undefined) return Math.round((found + plus) * 1000) / 1000;
  return or === undefined ? null : instantOf(run, { ...(selector.after !== undefined && { after: selector.after }), ...or });
}

/** `nth` counts from 1, or from -1 at the end. */
function pick(events, { nth = 1 }) {
  return events.at(nth > 0 ? nth - 1 : nth);
}

/** An argument of one event, or with a statistic that of all of them. */
function argumentOf(run, { value, of, per = 1, statistic }) {
  const events = eventsOf(run, of);
  if (statistic === undefined) return pick(events, of)?.[value] ?? null;
  return statisticOf(
    events.map((event) => event[value] / per),
    statistic,
  );
}

/** A statistic of the times between each event and the next. */
function gapsOf(run, { gaps, statistic }) {
  const events = eventsOf(run, gaps);
  return statisticOf(
    events.slice(1).map(({ at }, i) => at - events[i].at),
    statistic,
  );
}

function eventsOf(run, { message, fact, of, changed, where = {}, after = 0, before = Number.POSITIVE_INFINITY }) {
  if (message !== undefined && MESSAGES[message] === undefined) throw new Error(`no message is called ${message}`);
  const events = message === undefined ? run.facts : run.messages;
  return events.filter(
    (event) =>
      event.at >= after &&
      event.at <= before &&
      (of === undefined || event.of === of) &&
      (message === undefined ? event.name === fact : MESSAGES[message].test(event.text)) &&
      (changed !== true || event.fromDesired !== event.toDesired) &&
      Object.entries(where).every(([key, wanted]) => event[key] === wanted),
  );
}

/** The time between two columns of tasks.csv or instances.csv, in each row that has both. */
function timesOf(rows, { from, to, of }) {
  return rows
    .filter((row) => of === undefined || row.of === of)
    .flatMap((row) => (row[from] >= 0 && row[to] >= 0 ? [row[to] - row[from]] : []));
}

function statisticOf(values, statistic = 'median') {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  if (statistic === 'spread') return sorted.at(-1) - sorted[0];
  if (statistic === 'mean') return sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return quantile(sorted, statistic === 'median' ? 0.5 : Number(statistic.slice(1)) / 100);
}

/** Nearest rank. */
export function quantile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** A further run is between the fourth least and the fourth greatest of 39 in 80 % of cases, between the second ones in 90 %. */
const NTH = { 80: 4, 90: 2 };

/** The position of the observation against the range with this nominal coverage: −1 below, 0 within, 1 above. */
export function sideOf({ observed, rounding }, values, nominal) {
  if (observed < values[NTH[nominal] - 1] - rounding) return -1;
  return observed > values.at(-NTH[nominal]) + rounding ? 1 : 0;
}
