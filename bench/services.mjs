// `npm run --silent bench -- services [--machines 10000] [--tasks 1000000] [--runs 5] [--json | --markdown]`
// Placements a second, with zones, constraints and interfaces, of three services whose tasks fail and are replaced, TASKS of them after the first
// placement of all, without a subscriber: once with latencies of zero, and once with those that a scenario has by default. The figure is the third
// run of a process, as in `common`; of the first placement also the first run. A second run counts placements by facts, a third is profiled by
// part of the engine.
import { Session } from 'node:inspector/promises';
import { setImmediate } from 'node:timers/promises';
import { fromDist, scenarioReader } from './dist.mjs';
import { machineName } from './machine.mjs';
import { markdownTable, median, medianOf, oneDecimal, textTable, whole } from './print.mjs';
import { runAlone } from './processes.mjs';
import { servicesSetup } from './services-scenario.mjs';

const { Fact, Simulation } = await fromDist('engine.js');
const loadScenario = await scenarioReader();
// As the command does. Builds without it are timed as setCompiler() left them.
const { setCompilerFor } = await fromDist('run/compiler.js').catch(() => ({}));
const PROFILE_EVERY_US = 200;

/** With --only engine the figures of this very process. */
export async function bench({ machines, tasks, runs, only, latencies }) {
  if (only === 'engine') return timed(servicesSetup({ machines, placements: tasks, hasLatencies: latencies === 'default' }, loadScenario));
  const rows = [];
  for (const kind of ['none', 'default']) rows.push(await measure({ machines, tasks, runs, latencies: kind }));
  return { machines, runs, rows, problems: rows.flatMap(problemsOf) };
}

async function measure({ machines, tasks, runs, latencies }) {
  const all = Array.from({ length: runs }, () => runAlone('services', { machines, tasks, latencies, only: 'engine' }));
  const setup = servicesSetup({ machines, placements: tasks, hasLatencies: latencies === 'default' }, loadScenario);
  const middle = (key) => Math.round(median(all.map((one) => one[key])));
  return {
    latencies,
    ...all[0],
    fillPlacementsPerSecond: middle('fillPlacementsPerSecond'),
    coldFillPlacementsPerSecond: middle('coldFillPlacementsPerSecond'),
    placementsPerSecond: middle('placementsPerSecond'),
    eventsPerSecond: middle('eventsPerSecond'),
    peakRssMib: middle('peakRssMib'),
    ...counted(setup),
    timePercent: await profiled(setup),
  };
}

/** All requested tasks less those that still wait: without a quota no task is refused or times out. */
function placedIn({ world }) {
  const { total, held } = pendingIn(world);
  return world.tasks.requested - total - held;
}

/** The queue of pending tasks; before 0.2.0 it had another name. */
function pendingIn({ pendingTasks, waiting }) {
  return pendingTasks ?? waiting;
}

/** The third run of a process, and the first placement of the first run, in which V8 compiles. */
async function timed(setup) {
  setCompilerFor?.(setup);
  const { fillPlacementsPerSecond: coldFillPlacementsPerSecond } = await timedOnce(setup);
  await timedOnce(setup);
  return { ...(await timedOnce(setup)), coldFillPlacementsPerSecond };
}

async function timedOnce(setup) {
  const simulation = new Simulation(setup, { sources: [] });
  const fillSeconds = secondsOf(() => simulation.advance(0));
  const filled = placedIn(simulation);
  await setImmediate(); // As the command pauses between slices.
  const before = simulation.eventsHandled;
  const seconds = secondsOf(() => simulation.advance(setup.durationMs));
  const { fleet } = simulation.world;
  return {
    filled,
    placed: placedIn(simulation) - filled,
    waiting: pendingIn(simulation.world).total,
    memoryPercent: percentInUse(fleet, 'memoryMib'),
    instancesWithoutEni: fleet.eniFree.subarray(0, fleet.count).filter((free) => free === 0).length,
    fillPlacementsPerSecond: Math.round(filled / fillSeconds),
    placementsPerSecond: Math.round((placedIn(simulation) - filled) / seconds),
    eventsPerSecond: Math.round((simulation.eventsHandled - before) / seconds),
    peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function secondsOf(work) {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function percentInUse(fleet, resource) {
  let [free, total] = [0, 0];
  for (let row = 0; row < fleet.count; row++) {
    free += fleet[`${resource}Free`][row];
    total += fleet.types[fleet.type[row]][resource];
  }
  return +((100 * (total - free)) / total).toFixed(1);
}

function counted(setup) {
  let heard = 0;
  const counter = {
    onFact(kind) {
      if (kind === Fact.taskPlaced) heard++;
    },
  };
  new Simulation(setup, { sources: [], subscribers: [counter] }).advance(setup.durationMs);
  return { placedByFacts: heard };
}

function problemsOf({ latencies, filled, placed, placedByFacts }) {
  if (filled + placed === placedByFacts) return [];
  return [`latencies ${latencies}: ${whole(filled + placed)} placements by the engine's counters, ${whole(placedByFacts)} by its facts`];
}

/** Percent of the samples by part of the engine, largest first. */
async function profiled(setup) {
  const simulation = new Simulation(setup, { sources: [] });
  simulation.advance(0);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: PROFILE_EVERY_US });
  await session.post('Profiler.start');
  simulation.advance(setup.durationMs);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const parts = new Map();
  for (const { callFrame, hitCount } of profile.nodes) parts.set(partOf(callFrame), (parts.get(partOf(callFrame)) ?? 0) + hitCount);
  const total = profile.samples.length;
  const shares = [...parts].map(([part, count]) => [part, +((100 * count) / total).toFixed(1)]).filter(([, percent]) => percent > 0);
  return Object.fromEntries(shares.sort((a, b) => b[1] - a[1]));
}

function partOf({ url, functionName }) {
  const found = url.match(/\/(placement|services|sim\/\w+|workload)\//);
  if (found !== null) return found[1];
  return functionName === '(garbage collector)' ? 'garbage collector' : 'other';
}

const COLUMNS = [
  { head: 'latencies', isText: true, cell: (row) => row.latencies },
  { head: 'placed at once', cell: (row) => whole(row.filled) },
  { head: 'per second', cell: (row) => whole(row.fillPlacementsPerSecond) },
  { head: 'per second, first run', cell: (row) => whole(row.coldFillPlacementsPerSecond) },
  { head: 'replaced', cell: (row) => whole(row.placed) },
  { head: 'per second', cell: (row) => whole(row.placementsPerSecond) },
  { head: 'events/s', cell: (row) => whole(row.eventsPerSecond) },
  { head: 'peak MiB', cell: (row) => whole(row.peakRssMib) },
];

/** A row a part of the engine, a column a kind of latencies. */
function timeTable(rows) {
  const parts = [...new Set(rows.flatMap(({ timePercent }) => Object.keys(timePercent)))];
  const shares = rows.map(({ latencies, timePercent }) => ({
    head: `% of time, latencies ${latencies}`,
    cell: (part) => oneDecimal(timePercent[part] ?? 0),
  }));
  return [parts, [{ head: 'part', isText: true, cell: (part) => part }, ...shares]];
}

function about({ machines, runs, rows }) {
  const [{ memoryPercent, instancesWithoutEni }] = rows;
  return `${whole(machines)} instances, ${medianOf(runs)}; at the end ${memoryPercent} % of the memory is in use, ${whole(instancesWithoutEni)} instances have no interface left`;
}

export function toText(result) {
  return [about(result), '', ...textTable(result.rows, COLUMNS), '', ...textTable(...timeTable(result.rows))];
}

export function toMarkdown(result) {
  const { rows } = result;
  return [...markdownTable(rows, COLUMNS), '', ...markdownTable(...timeTable(rows)), '', `${about(result)}. ${machineName()}.`];
}
