// The scenario of the benches that replay a trace from a file on equal machines.
export const traceScenario = ({ name, duration, machines, strategy, file }) => `
name: ${name}
duration: ${duration}
quotas: none
cluster: { availabilityZones: [us-east-1a], capacityProviders: [], containerInstances: [{ instanceType: bench.32, count: ${machines} }] }
instanceTypes: [{ name: bench.32, cpuUnits: 32768, memoryMib: 131072, eniTasks: 14, usdPerHour: 1 }]
taskDefinitions: [{ family: bench, networkMode: bridge, containerDefinitions: [{ name: bench, image: bench, cpu: 1024, memory: 1024 }] }]
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
workloads:
  - name: bench
    taskDefinition: bench
    launchType: EC2
    placementStrategy: ${strategy}
    runTime: 1s
    arrivals: { type: trace, file: ${file}, columns: { arrival: arrival_ms, arrivalUnit: ms, duration: duration_ms, durationUnit: ms, cpu: cpu_units, cpuUnit: units, memory: memory_mib, memoryUnit: MiB } }
`;
