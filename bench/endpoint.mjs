// `npm run --silent bench -- endpoint [--machines 500] [--runs 200] [--json | --markdown]`
// The time of each call of `drydock serve` on a cluster of MACHINES instances, as a client sees it over one connection, without the work of an
// SDK. Each call is made RUNS times.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { markdownTable, median, textTable, twoDecimals } from './print.mjs';

const TASKS_EACH = 3;
const SERVICES = 10;
/** Calls before those that are measured. */
const WARM_UP = 100;

/** Half of the instances in a group of a capacity provider, half outside; the tasks of ten services on them. */
const scenarioOf = (machines) => `
name: endpoint
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances: [{ instanceType: m5.large, count: ${Math.floor(machines / 2)} }]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: ${Math.ceil(machines / 2)}, maxSize: ${machines} }
taskDefinitions:
  - family: web
    containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 1024, portMappings: [{ containerPort: 80 }] }]
services:
${Array.from({ length: SERVICES }, (_, i) => `  - { serviceName: web-${i}, taskDefinition: "web:1", desiredCount: ${Math.floor((machines * TASKS_EACH) / SERVICES)}, launchType: EC2 }`).join('\n')}
`;

export async function bench({ machines, runs }) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  writeFileSync(join(folder, 'endpoint.yaml'), scenarioOf(machines));
  const server = spawn(process.execPath, [fileURLToPath(inDist('cli/main.js')), 'serve', 'endpoint.yaml', '--port', '0'], { cwd: folder });
  try {
    const client = clientOf(await addressOf(server));
    const rows = [];
    for (const call of await callsOf(client)) rows.push(await measured(client, call, runs));
    client.close();
    return { machines, runs, rows };
  } finally {
    server.kill('SIGINT');
    await new Promise((done) => server.once('exit', done));
    rmSync(folder, { recursive: true });
  }
}

function addressOf(server) {
  return new Promise((done, failed) => {
    let printed = '';
    const hear = (chunk) => {
      printed += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (address !== undefined) done(address);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => failed(new Error(`drydock serve ended with ${code}: ${printed}`)));
  });
}

function clientOf(address) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (headers, body) =>
    new Promise((done, failed) => {
      const asked = request(
        address,
        { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if (answer.statusCode === 200) done(text);
            else failed(new Error(text));
          });
        },
      );
      asked.on('error', failed);
      asked.end(body);
    });
  return {
    ecs: (action, input) =>
      send(
        { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${action}`, 'content-type': 'application/x-amz-json-1.1' },
        JSON.stringify(input),
      ),
    query: (version, action, form = {}) =>
      send(
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams({ Action: action, Version: version, ...form }).toString(),
      ),
    close: () => agent.destroy(),
  };
}

async function callsOf({ ecs }) {
  const list = async (action, key, input = {}) => JSON.parse(await ecs(action, input))[key];
  const tasks = await list('ListTasks', 'taskArns');
  const containerInstances = await list('ListContainerInstances', 'containerInstanceArns');
  const services = await list('ListServices', 'serviceArns');
  const ofEcs = (name, action, input) => ({ name, make: (client) => client.ecs(action, input) });
  const byQuery = (name, version, action, form) => ({ name, make: (client) => client.query(version, action, form) });
  return [
    ofEcs('DescribeTasks of 100', 'DescribeTasks', { tasks }),
    ofEcs('DescribeContainerInstances of 100', 'DescribeContainerInstances', { containerInstances }),
    ofEcs('DescribeServices of 10', 'DescribeServices', { services }),
    ofEcs('DescribeClusters', 'DescribeClusters', {}),
    ofEcs('DescribeCapacityProviders', 'DescribeCapacityProviders', {}),
    ofEcs('DescribeTaskDefinition', 'DescribeTaskDefinition', { taskDefinition: 'web' }),
    ofEcs('ListTasks of a service', 'ListTasks', { serviceName: 'web-1' }),
    byQuery('DescribeAutoScalingInstances of 50', '2011-01-01', 'DescribeAutoScalingInstances'),
    byQuery('DescribeInstances of 100', '2016-11-15', 'DescribeInstances', { MaxResults: '100' }),
  ];
}

async function measured(client, { name, make }, runs) {
  const times = [];
  for (let i = 0; i < WARM_UP; i++) await make(client);
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await make(client);
    times.push(performance.now() - began);
  }
  return { call: name, medianMs: median(times), p95Ms: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] };
}

const COLUMNS = [
  { head: 'call', cell: ({ call }) => call, isText: true },
  { head: 'median, ms', cell: ({ medianMs }) => twoDecimals(medianMs) },
  { head: 'p95, ms', cell: ({ p95Ms }) => twoDecimals(p95Ms) },
];

const printed = ({ machines, runs }) => `${machines} instances, ${runs} calls each, on ${machineName()}`;

export function toText(result) {
  return [printed(result), ...textTable(result.rows, COLUMNS)];
}

export function toMarkdown(result) {
  return [...markdownTable(result.rows, COLUMNS), '', `${printed(result)}.`];
}
