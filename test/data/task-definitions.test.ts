import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readTaskDefinition } from '../../src/scenario/task-definition/read.js';
import { understandTaskDefinition } from '../../src/scenario/task-definition/understand.js';

const inputs = join(process.env.DRYDOCK_DATA!, 'ecs-inputs');
const folder = join(inputs, 'task-definitions');
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.json')).sort();
const sources = new Map(
  (parse(readFileSync(join(inputs, 'SOURCES.csv')), { columns: true }) as Record<string, string>[]).map((row) => [row.file, row]),
);

/** Files that are not JSON, so that the AWS CLI stops before it looks at them. */
const NOT_JSON = new Set([
  'aws-samples__container-patterns/pattern/ecs-advanced-container-health-check/files/simple-container-definition.json', // comma before a closing brace
  'aws__amazon-ecs-agent/agent/functional_tests/testdata/taskdefinitions/container-health/task-definition.json', // comma before a closing brace
  'aws__amazon-ecs-agent/agent/functional_tests/testdata/taskdefinitions/telemetry-windows/task-definition.json', // template field without quotes
]);

const AGENT = 'aws__amazon-ecs-agent/agent/functional_tests/testdata/taskdefinitions';
const GUIDE = 'awsdocs__amazon-ecs-developer-guide';
const NO_PORT_BINDINGS = ['containerDefinitions.0.portBindings: AWS knows no portBindings here and refuses it; did you mean portMappings?'];
const NO_FAMILY = 'family: family is missing; AWS requires a name for the task definition';
const noMemory = (index: number, name: string) =>
  `containerDefinitions.${index}.memory: container ${name} has neither memory nor memoryReservation; without a task-level memory AWS requires one of them (MiB)`;
/** The guide shows how to write a secret, with nothing around it. */
const FRAGMENT = [
  NO_FAMILY,
  'containerDefinitions.0.name: container 1 has no name; AWS requires one',
  'containerDefinitions.0.image: container 1 has no image; AWS requires one, such as "nginx:1.27"',
  noMemory(0, '1'),
];

/** What AWS refuses, with the mistakes in full. A file that is not here must be accepted. */
const REFUSED: Record<string, string[]> = {
  // A deployment action fills the image in before it registers the file.
  'Poss111__mrbot/ecs/task-definition.json': [
    'containerDefinitions.0.image: container mr-bot has no image; AWS requires one, such as "nginx:1.27"',
  ],
  // An object where the API has a list of them, with keys in capitals.
  'aws-samples__amazon-ecs-firelens-examples/examples/fluent-bit/logstash/task-definition.json': [
    'containerDefinitions.1.portMappings: portMappings is an object; AWS takes a list here',
  ],
  // Fargate waits at most 120 s for a container to start (N.CTR-5).
  'Qbizinc__airflow-presto/ecs/task-definition.json': [
    'containerDefinitions.0.startTimeout: startTimeout is 600; on Fargate 2 to 120 seconds',
  ],
  // awsvpc has no mapping of one port to another.
  'aws-samples__aws-containers-task-definitions/kibana/kibana_ec2.json': [
    'containerDefinitions.0.portMappings.0: container kibana: hostPort 80 differs from containerPort 5601; in networkMode awsvpc leave hostPort out or make it 5601',
  ],
  'aws-samples__aws-containers-task-definitions/tomcat/tomcat_ec2.json': [
    'containerDefinitions.0.portMappings.0: container tomcat-webserver: hostPort 80 differs from containerPort 8080; in networkMode awsvpc leave hostPort out or make it 8080',
  ],
  // The agent's own tests read these with a parser that passes over unknown keys; the API does not.
  [`${AGENT}/busybox-port-5180/task-definition.json`]: NO_PORT_BINDINGS,
  [`${AGENT}/nginx-port-5180/task-definition.json`]: NO_PORT_BINDINGS,
  [`${AGENT}/nginx/task-definition.json`]: NO_PORT_BINDINGS,
  [`${AGENT}/security-opt-nonewprivileges/task-definition.json`]: NO_PORT_BINDINGS,
  // Template fields where a mode and a number must stand.
  [`${AGENT}/iam-roles/task-definition.json`]: [
    'networkMode: networkMode is "$$$NETWORK_MODE$$$"; right are bridge, host, awsvpc, none, default',
  ],
  [`${AGENT}/telemetry/task-definition.json`]: [
    'cpu: cpu is "$$$$CPUSHARE$$$$"; write whole CPU units such as "256", or vCPUs such as ".25 vCPU"',
  ],
  // App Mesh example: neither the task nor its containers have a size.
  [`${GUIDE}/example_task_definitions-8.json`]: [noMemory(0, 'app'), noMemory(1, 'envoy')],
  [`${GUIDE}/firelens-filtering-logs-1.json`]: FRAGMENT,
  [`${GUIDE}/firelens-taskdef-4.json`]: [NO_FAMILY, noMemory(0, 'log_router')],
  [`${GUIDE}/secrets-envvar-secrets-manager-8.json`]: FRAGMENT,
  [`${GUIDE}/secrets-envvar-secrets-manager-9.json`]: FRAGMENT,
  [`${GUIDE}/secrets-envvar-secrets-manager-11.json`]: FRAGMENT,
  [`${GUIDE}/secrets-envvar-ssm-paramstore-3.json`]: FRAGMENT,
  [`${GUIDE}/secrets-logconfig-2.json`]: [
    'containerDefinitions.0.logConfiguration: logConfiguration is a list; AWS takes an object here',
    ...FRAGMENT,
  ],
  [`${GUIDE}/specifying-sensitive-data-secrets-8.json`]: FRAGMENT,
  [`${GUIDE}/specifying-sensitive-data-secrets-9.json`]: FRAGMENT,
  [`${GUIDE}/specifying-sensitive-data-secrets-10.json`]: FRAGMENT,
  // The page calls the volume fsx-windows-vol and mounts fsx-windows-dir.
  [`${GUIDE}/wfsx-volumes-1.json`]: [0, 1].map(
    (index) =>
      `containerDefinitions.${index}.mountPoints.0.sourceVolume: mountPoints names "fsx-windows-dir", which the task does not have; there are fsx-windows-vol`,
  ),
};

const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

describe('published task definitions', () => {
  it('are as many as there should be, and every exception is one of them', () => {
    expect(files).toHaveLength(145);
    for (const file of [...NOT_JSON, ...Object.keys(REFUSED)]) expect(files).toContain(file);
  });

  it.each(files)('%s', (file) => {
    if (NOT_JSON.has(file)) {
      expect(() => JSON.parse(textOf(file))).toThrow(SyntaxError);
      return;
    }
    const outcome = readTaskDefinition(JSON.parse(textOf(file)));
    const mistakes = outcome.problems
      .filter((problem) => problem.level !== 'warning')
      .map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(mistakes).toEqual(REFUSED[file] ?? []);
    expect(outcome.value === undefined).toBe(file in REFUSED);
  });

  const accepted = files
    .filter((file) => !NOT_JSON.has(file) && !(file in REFUSED))
    .map((file) => ({ file, json: JSON.parse(textOf(file)), definition: readTaskDefinition(JSON.parse(textOf(file))).value! }));

  it('that are accepted have the network mode, the size and the number of containers that a survey of the files found', () => {
    for (const { file, definition } of accepted) {
      const row = sources.get(`task-definitions/${file}`)!;
      expect(`${file} ${definition.containers.length}`).toBe(`${file} ${row.containers}`);
      expect(`${file} ${definition.networkMode}`).toBe(`${file} ${row.network_mode || 'bridge'}`);
      expect(`${file} ${definition.eni}`).toBe(`${file} ${row.network_mode === 'awsvpc' ? 1 : 0}`);
      if (/^\d+$/.test(row.task_cpu!)) expect(`${file} ${definition.cpuUnits}`).toBe(`${file} ${row.task_cpu}`);
      if (/^\d+$/.test(row.task_memory!)) expect(`${file} ${definition.memoryMib}`).toBe(`${file} ${row.task_memory}`);
      for (const launchType of row.requires!.split('|').filter((word) => word !== '')) expect(definition.launchTypes).toContain(launchType);
    }
  });

  it('reserve something on an instance, and validate shows it', () => {
    for (const { definition } of accepted) {
      expect(definition.memoryMib).toBeGreaterThan(0);
      expect(understandTaskDefinition(definition)[1]).toBe(
        `reserves ${definition.cpuUnits} CPU units, ${definition.memoryMib} MiB on an instance`,
      );
    }
  });

  it('that AWS described are held compatible with at least what AWS found them compatible with', () => {
    const described = accepted.filter(({ json }) => json.compatibilities !== undefined);
    expect(described.map(({ file }) => file)).toEqual(['AGHCampus__server/.aws/task-definition.json']);
    for (const { json, definition } of described) {
      expect(definition.launchTypes).toEqual(expect.arrayContaining(json.compatibilities));
      expect(definition.requiredAttributes).toEqual(json.requiresAttributes.map(({ name }: { name: string }) => name));
    }
  });

  it('with sizes in words are read as the guide means them', () => {
    const exec = accepted.find(({ file }) => file.endsWith('ecs-exec-2.json'))!;
    expect([exec.json.cpu, exec.json.memory]).toEqual(['.25 vcpu', '.5 gb']);
    expect(exec.definition).toMatchObject({ cpuUnits: 256, memoryMib: 512, fargate: { cpuUnits: 256, memoryMib: 512 } }); // .25 x 1024, .5 x 1024
  });
});
