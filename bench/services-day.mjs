// `npm run --silent bench -- services-day [--services 300] [--runs 3] [--json]`
// A day of services, each with a load of its own and target tracking: 300 have about 5,000 tasks on about 500 instances, and every minute of each
// is a row of services.csv. The text is counted, not written. Another number of services has as many instances for each.
import { CSV_FILES, fromDist, scenarioReader } from './dist.mjs';
import { median } from './print.mjs';

const { Simulation } = await fromDist('engine.js');
const loadScenario = await scenarioReader();
const { RunRecorder } = await fromDist('index.js');

/** Services of different size: from 2 to 32 tasks at their peaks, which are spread over the day. m5.xlarge takes ten of them. */
function scenarioOf(count) {
  const instances = Math.ceil((5 / 3) * count);
  return {
    name: 'services-day',
    duration: '24h',
    quotas: 'none',
    cluster: {
      capacityProviders: [
        {
          name: 'workers',
          autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 100 }, managedTerminationProtection: 'ENABLED' },
          autoScalingGroup: {
            instanceTypes: ['m5.xlarge'],
            minSize: Math.min(10, instances),
            maxSize: Math.ceil(1.6 * instances),
            desiredCapacity: instances,
          },
        },
      ],
    },
    taskDefinitions: [{ family: 'web', containerDefinitions: [{ name: 'web', image: 'web', cpu: 256, memory: 1500 }] }],
    services: Array.from({ length: count }, (_, i) => serviceOf(i)),
  };
}

function serviceOf(i) {
  const tasks = 10 + ((i * 7) % 15);
  const target = { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' } };
  return {
    serviceName: `s${i}`,
    taskDefinition: 'web',
    desiredCount: tasks,
    capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
    placementStrategy: [{ type: 'binpack', field: 'memory' }],
    load: {
      arrivals: { type: 'diurnal', peak: `${7 * tasks}/s`, trough: `${5.5 * tasks}/s`, peakAt: `${8 + (i % 12)}h` },
      task: { concurrency: 2, serviceTime: '200ms', cpuTime: '20ms' },
    },
    scaling: { minCapacity: 2, maxCapacity: 100, policies: [{ targetTrackingScalingPolicyConfiguration: target }] },
  };
}

export async function bench({ services, runs }) {
  // As JSON: a scenario may have far more characters of it than of YAML.
  const text = JSON.stringify(scenarioOf(services));
  const { setup, errors } = loadScenario(text, { file: 'services-day.json', read: () => undefined });
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const all = Array.from({ length: runs }, () => timed(setup));
  const seconds = all.map((one) => one.seconds);
  return { ...all[0], seconds: median(seconds), slowest: Math.max(...seconds), fastest: Math.min(...seconds) };
}

function timed(setup) {
  let characters = 0;
  let rows = 0;
  const sinkOf = (file) => ({
    write(chunk) {
      characters += chunk.length;
      if (file === 'services.csv') rows += chunk.split('\r\n').length - 1;
      return true;
    },
  });
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const recorder = new RunRecorder(setup, Object.fromEntries(CSV_FILES.map((file) => [file, sinkOf(file)])));
  const simulation = new Simulation(setup, { sources: [], subscribers: [recorder] });
  simulation.advance();
  const { metrics, traffic } = recorder.finish(setup.durationMs);
  const seconds = +((performance.now() - started) / 1000).toFixed(2);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds,
    cpuSeconds: +((user + system) / 1e6).toFixed(2),
    services: setup.services.length,
    tasksAtEnd: simulation.world.tasks.alive,
    instancesAtPeak: metrics.headline.peak_instances,
    scalingActions: traffic.reduce((sum, { scale_outs, scale_ins }) => sum + scale_outs + scale_ins, 0),
    events: simulation.eventsHandled,
    serviceRows: rows - 1,
    peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
    csvMib: +(characters / 2 ** 20).toFixed(1),
  };
}
