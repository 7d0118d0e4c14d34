// Three services as they are in life: spread over zones, then binpacked on memory, with constraints of each kind and interfaces that run out.
const DESIRED_PER_MACHINE = { web: 8, api: 2, jobs: 1 };
/** Mean time until a task crashes and is replaced. */
const MEAN_LIFE_S = 3600;
const NO_LATENCIES = 'timings: { eniAttach: 0s, imagePull: 0s, containerStart: 0s, containerStop: 0s, eniDetach: 0s }';

/**
 * m5.xlarge with a trunk: 4,096 CPU units, about 15.6 GiB, 20 interfaces. A web task reserves 512 MiB, so 20 interfaces are full before the
 * memory is; tasks reserve 72 % of all memory. web runs on four instances in five, api on none that runs jobs.
 */
function scenarioOf(machines, hasLatencies) {
  const reserved = Math.floor(machines / 5);
  return `
name: services-${machines}
duration: 1h
quotas: none
cluster:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
  accountSettings: { awsvpcTrunking: enabled }
  containerInstances:
    - { instanceType: m5.xlarge, count: ${machines - reserved}, attributes: { tier: general } }
    - { instanceType: m5.xlarge, count: ${reserved}, attributes: { tier: reserved } }
taskDefinitions:
${definitionOf('web', '0.125 vCPU', 512)}
${definitionOf('api', '0.5 vCPU', 2048)}
${definitionOf('jobs', '1 vCPU', 3072)}
services:
${serviceOf('web', 'attribute:tier == general')}
${serviceOf('api', "attribute:ecs.instance-type =~ m5.* and not(task:group == 'service:jobs')")}
${serviceOf('jobs', 'attribute:tier exists')}
${hasLatencies ? '' : NO_LATENCIES}
`;
}

function definitionOf(family, cpu, memory) {
  return `  - { family: ${family}, networkMode: awsvpc, cpu: ${cpu}, memory: "${memory}", containerDefinitions: [{ name: main, image: ${family} }] }`;
}

function serviceOf(name, expression) {
  return `  - serviceName: ${name}
    taskDefinition: ${name}
    launchType: EC2
    desiredCount: 1
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }, { type: binpack, field: memory }]
    placementConstraints: [{ type: memberOf, expression: "${expression}" }]
    timeToFailure: { exponential: { mean: ${MEAN_LIFE_S}s } }`;
}

/** `placements`: about how many there are in the run. Desired counts are set afterwards: AWS allows a service 5,000 tasks. */
export function servicesSetup({ machines, placements, hasLatencies }, loadScenario) {
  const { setup, errors } = loadScenario(scenarioOf(machines, hasLatencies), { file: 'services', read: () => undefined });
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const desiredOf = ({ name }) => DESIRED_PER_MACHINE[name] * machines;
  const desired = setup.services.reduce((sum, service) => sum + desiredOf(service), 0);
  const services = setup.services.map((service) => ({ ...service, desired: [{ atMs: 0, count: desiredOf(service) }] }));
  return { ...setup, services, durationMs: Math.ceil((placements / desired) * MEAN_LIFE_S * 1000) };
}
