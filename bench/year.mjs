// `npm run --silent bench -- year [--days 30,91,365] [--json]`
// A cluster of 200 instances of three types at the least, three in five on Spot, with 20 services and 1,860 to 2,300 tasks by the time of day,
// through the whole command with every file of a report. Then the longest period again by quarters, its CSV files counted and not written: the
// processor's time an event, and the live memory after a full garbage collection. It shows whether an event takes longer, or memory grows, with
// simulated time.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSV_FILES, fromDist, scenarioReader } from './dist.mjs';
import { machineName } from './machine.mjs';
import { oneDecimal, textTable, whole } from './print.mjs';
import { runAlone } from './processes.mjs';
import { runWhole } from './whole-command.mjs';

const { Simulation } = await fromDist('engine.js');
const loadScenario = await scenarioReader();
const { RunRecorder } = await fromDist('index.js');

const PARTS = 4;

export function bench({ days, only }) {
  if (only === 'engine') return { parts: partsOf(days[0]) };
  const rows = days.map(wholeCommand);
  return { rows, machine: machineName(), ...runAlone('year', { days: Math.max(...days), only: 'engine' }, ['--expose-gc']) };
}

function wholeCommand(count) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    writeFileSync(join(folder, 'scenario.yaml'), scenarioOf(count));
    const { seconds, peakRssMib } = runWhole(folder);
    const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
    return { days: count, ...sizeOf(summary, 24 * count), seconds, usPerEvent: +((1e6 * seconds) / summary.events).toFixed(1), peakRssMib };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One run, cut into equal parts of simulated time. */
function partsOf(days) {
  const { setup, errors } = loadScenario(scenarioOf(days), { file: 'year', read: () => undefined });
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const sink = { write: () => true };
  const recorder = new RunRecorder(setup, Object.fromEntries(CSV_FILES.map((file) => [file, sink])), { hasShares: true });
  const simulation = new Simulation(setup, { sources: [], subscribers: [recorder] });
  return Array.from({ length: PARTS }, (_, part) => {
    const [eventsBefore, cpuBefore] = [simulation.eventsHandled, process.cpuUsage()];
    simulation.advance((setup.durationMs * (part + 1)) / PARTS - 1);
    const { user, system } = process.cpuUsage(cpuBefore);
    const events = simulation.eventsHandled - eventsBefore;
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return {
      days: `${(days * part) / PARTS} to ${(days * (part + 1)) / PARTS}`,
      events,
      usPerEvent: (user + system) / events,
      liveMib: (heapUsed + arrayBuffers) / 2 ** 20,
    };
  });
}

const COLUMNS = [
  ['days', 'days', String],
  ['instances', 'instances', whole],
  ['on Spot %', 'spotPercent', oneDecimal],
  ['tasks', 'tasks', whole],
  ['events', 'events', whole],
  ['started', 'started', whole],
  ['interrupted', 'interrupted', whole],
  ['seconds', 'seconds', oneDecimal],
  ['us/event', 'usPerEvent', oneDecimal],
  ['peak MiB', 'peakRssMib', whole],
];
const PART_COLUMNS = [
  ['days', 'days', String],
  ['events', 'events', whole],
  ['us/event', 'usPerEvent', oneDecimal],
  ['live MiB', 'liveMib', oneDecimal],
];

const columnsOf = (columns) => columns.map(([head, key, text]) => ({ head, cell: (row) => text(row[key]) }));

export function toText({ rows, parts, machine }) {
  return [...textTable(rows, columnsOf(COLUMNS)), '', ...textTable(parts, columnsOf(PART_COLUMNS)), machine];
}

/** Means over the run, and counts. */
function sizeOf(summary, hours) {
  const { events, instance_hours, spot_instance_hours, task_hours, tasks_started, interrupted_instances } = summary;
  return {
    instances: Math.round(instance_hours / hours),
    spotPercent: +((100 * spot_instance_hours) / instance_hours).toFixed(1),
    tasks: Math.round(task_hours / hours),
    events,
    started: tasks_started,
    interrupted: interrupted_instances,
  };
}

const TASKS = [0, 1, 2, 3].map(
  (i) =>
    `  - { family: t${i}, networkMode: bridge, containerDefinitions: [{ name: c, image: i${i}, cpu: ${256 * (1 + (i % 2))}, memory: ${512 + 512 * i} }] }`,
);

const SERVICES = Array.from(
  { length: 20 },
  (_, i) => `  - serviceName: service-${i}
    taskDefinition: t${i % 4}
    desiredCount: 93
    desiredCountSchedule: { every: 24h, entries: [{ at: 7h, desiredCount: 115 }, { at: 20h, desiredCount: 100 }, { at: 23h, desiredCount: 93 }] }
    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }, { type: binpack, field: memory }]`,
);

const scenarioOf = (days) => `name: year
duration: ${days}d
metrics: { every: 1h }
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 95 }, managedTerminationProtection: ENABLED }
      autoScalingGroup:
        instanceTypes: [m5.xlarge, m5a.xlarge, m5d.xlarge]
        minSize: 0
        maxSize: 400
        desiredCapacity: 220
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 39, spotAllocationStrategy: price-capacity-optimized } }
taskDefinitions:
${TASKS.join('\n')}
services:
${SERVICES.join('\n')}
`;
