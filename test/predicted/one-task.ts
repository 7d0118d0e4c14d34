/** Parts of the scenario that differ, each as it stands in the text: keys with a comma before them, or whole lines. */
interface Parts {
  /** Further keys of `timings`, and of `serviceScheduler`. */
  readonly timings?: string;
  readonly scheduler?: string;
  /** Of the task definition, and of its container. */
  readonly definition?: string;
  readonly container?: string;
  /** Lines of the service. */
  readonly service?: readonly string[];
  /** Lines at the top level. */
  readonly top?: readonly string[];
}

/** A service of one task that starts in a second, behind a load balancer. Turns begin at 0. */
export const oneTask = ({ timings = '', scheduler = '', definition = '', container = '', service = [], top = [] }: Parts) => `
name: one
duration: 20m
timings: { eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 1s${timings} }
serviceScheduler: { turnPhase: 0s${scheduler} }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - { family: w, networkMode: bridge${definition}, containerDefinitions: [{ name: w, image: w, cpu: 256, memory: 512${container} }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 1
    launchType: EC2
    loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]
${service.map((line) => `    ${line}\n`).join('')}${top.join('\n')}
`;
