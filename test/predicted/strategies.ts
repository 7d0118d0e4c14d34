import { checked } from './checked.js';
import { predict } from './predict.js';

export interface More {
  readonly service?: string;
  readonly deployments?: string;
  readonly rest?: string;
}

/** Two tasks, deployed anew at 600 s; a task is healthy five seconds after its request. */
export const text = (configuration: string, { service = '', deployments = '{ at: 10m }', rest = '' }: More = {}) => `
name: strategies
duration: 3h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 2 }]
taskDefinitions:
  - { family: app, memory: "1024", containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: 2
    launchType: EC2
    deployments: [${deployments}]
    deploymentConfiguration: { ${configuration} }
    ${service}
timings: { containerStart: 5s, imagePull: 0s, containerStop: 0s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s, firstCheck: atOnce }
${rest}
`;

export const BALANCED = 'loadBalancers: [{ targetGroupArn: web }]';
export const NETWORK = 'targetGroups: [{ name: web, loadBalancerType: network }]';
export const TESTED = 'loadBalancers: [{ targetGroupArn: web, advancedConfiguration: { testListenerRule: arn } }]';
export const CONNECTED = 'serviceConnectConfiguration: { enabled: true, namespace: n }';

/** When traffic moved, as [second, percent on green]; when blue and green began to stop; and how the deployment ended. */
export function story(scenario: string) {
  const { tasks, of } = predict(scenario);
  const stopping = (isGreen: boolean) => tasks.find(({ requested }) => requested >= 600 === isGreen)?.stopping;
  const end = of('deploymentChanged').find(({ args }) => args.revision === 1 && args.rollout !== 1);
  return {
    shifts: of('trafficShifted').map(({ at, args }) => [at, args.greenTenths! / 10]),
    blue: stopping(false),
    green: stopping(true),
    end: end === undefined ? undefined : [end.at, ['COMPLETED', 'FAILED'][end.args.rollout! - 2]],
  };
}

export const said = (configuration: string, more?: More) => {
  const { errors } = checked(text(configuration, more));
  return errors.map(({ path, message }) => `${path.replace('services.web.deploymentConfiguration.', '')}: ${message}`);
};
