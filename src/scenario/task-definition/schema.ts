import { z } from 'zod';

/**
 * The shape of a task definition in the ECS API: the input of RegisterTaskDefinition, and the read-only fields that DescribeTaskDefinition
 * adds (API reference of both actions, 2026). It defines names and types; the rules check which values go together. Fields without a type
 * here have no effect on a simulation. One field is not AWS's, as its name shows.
 */
const text = z.string();
const texts = z.array(text);
const labels = z.record(text, text);
const flag = z.boolean();
const wholeNumber = z.int();
const notNegative = z.int().min(0);
const port = z.int().min(0).max(65_535);
/** Sizes are strings in the API; numbers are accepted as well, because YAML and Terraform write them so. */
const size = z.union([z.string(), z.number()]);

const named = z.strictObject({ name: text.optional(), value: text.optional() }).partial();
const secret = z.strictObject({ name: text, valueFrom: text });

const portMappingSchema = z
  .strictObject({
    containerPort: port,
    hostPort: port,
    protocol: z.enum(['tcp', 'udp']),
    name: text,
    appProtocol: z.enum(['http', 'http2', 'grpc']),
    containerPortRange: text,
  })
  .partial();

const linuxParametersSchema = z
  .strictObject({
    capabilities: z.strictObject({ add: texts, drop: texts }).partial(),
    devices: z.array(z.strictObject({ hostPath: text, containerPath: text.optional(), permissions: texts.optional() })),
    initProcessEnabled: flag,
    sharedMemorySize: notNegative,
    tmpfs: z.array(z.strictObject({ containerPath: text, size: notNegative, mountOptions: texts.optional() })),
    maxSwap: wholeNumber,
    swappiness: wholeNumber,
  })
  .partial();

const healthCheckSchema = z.strictObject({
  command: texts,
  interval: notNegative.optional(),
  timeout: notNegative.optional(),
  retries: notNegative.optional(),
  startPeriod: notNegative.optional(),
});

const containerSchema = z
  .strictObject({
    name: text,
    image: text,
    repositoryCredentials: z.strictObject({ credentialsParameter: text }),
    cpu: notNegative,
    memory: notNegative,
    memoryReservation: notNegative,
    links: texts,
    portMappings: z.array(portMappingSchema),
    essential: flag,
    restartPolicy: z.strictObject({
      enabled: flag,
      ignoredExitCodes: z.array(wholeNumber).optional(),
      restartAttemptPeriod: wholeNumber.optional(),
    }),
    entryPoint: texts,
    command: texts,
    environment: z.array(named),
    environmentFiles: z.array(z.strictObject({ value: text, type: text })),
    mountPoints: z.array(z.strictObject({ sourceVolume: text, containerPath: text, readOnly: flag }).partial()),
    volumesFrom: z.array(z.strictObject({ sourceContainer: text, readOnly: flag }).partial()),
    linuxParameters: linuxParametersSchema,
    secrets: z.array(secret),
    dependsOn: z.array(z.strictObject({ containerName: text, condition: z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']) })),
    startTimeout: notNegative,
    stopTimeout: notNegative,
    versionConsistency: z.enum(['enabled', 'disabled']),
    hostname: text,
    user: text,
    workingDirectory: text,
    disableNetworking: flag,
    privileged: flag,
    readonlyRootFilesystem: flag,
    dnsServers: texts,
    dnsSearchDomains: texts,
    extraHosts: z.array(z.strictObject({ hostname: text, ipAddress: text })),
    dockerSecurityOptions: texts,
    interactive: flag,
    pseudoTerminal: flag,
    dockerLabels: labels,
    ulimits: z.array(z.strictObject({ name: text, softLimit: wholeNumber, hardLimit: wholeNumber })),
    logConfiguration: z.strictObject({ logDriver: text, options: labels.optional(), secretOptions: z.array(secret).optional() }),
    healthCheck: healthCheckSchema,
    systemControls: z.array(z.strictObject({ namespace: text, value: text }).partial()),
    /** Part of one GPU that the container shares: an extension of Drydock that ECS does not have. */
    drydockGpuShare: z.number(),
    resourceRequirements: z.array(z.strictObject({ type: z.enum(['GPU', 'InferenceAccelerator']), value: text })),
    firelensConfiguration: z.strictObject({ type: text, options: labels.optional() }),
    credentialSpecs: texts,
  })
  .partial();

const volumeSchema = z
  .strictObject({
    name: text,
    configuredAtLaunch: flag,
    host: z.strictObject({ sourcePath: text }).partial(),
    dockerVolumeConfiguration: z
      .strictObject({ scope: z.enum(['task', 'shared']), autoprovision: flag, driver: text, driverOpts: labels, labels })
      .partial(),
    efsVolumeConfiguration: z.strictObject({
      fileSystemId: text,
      rootDirectory: text.optional(),
      transitEncryption: z.enum(['ENABLED', 'DISABLED']).optional(),
      transitEncryptionPort: port.optional(),
      authorizationConfig: z.strictObject({ accessPointId: text, iam: text }).partial().optional(),
    }),
    fsxWindowsFileServerVolumeConfiguration: z.strictObject({
      fileSystemId: text,
      rootDirectory: text,
      authorizationConfig: z.strictObject({ credentialsParameter: text, domain: text }),
    }),
    s3filesVolumeConfiguration: z.strictObject({
      fileSystemArn: text,
      rootDirectory: text.optional(),
      transitEncryptionPort: port.optional(),
      accessPointArn: text.optional(),
    }),
  })
  .partial();

const OS_FAMILIES = [
  'LINUX',
  'WINDOWS_SERVER_2016_FULL',
  'WINDOWS_SERVER_2019_FULL',
  'WINDOWS_SERVER_2019_CORE',
  'WINDOWS_SERVER_2004_CORE',
  'WINDOWS_SERVER_20H2_CORE',
  'WINDOWS_SERVER_2022_FULL',
  'WINDOWS_SERVER_2022_CORE',
  'WINDOWS_SERVER_2025_FULL',
  'WINDOWS_SERVER_2025_CORE',
] as const;

const compatibility = z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']);
const tags = z.array(z.strictObject({ key: text, value: text }).partial());

/** Fields of DescribeTaskDefinition only: used where they help, else ignored. */
const readOnly = {
  taskDefinitionArn: text,
  revision: z.int().min(1),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS']),
  requiresAttributes: z.array(
    z.strictObject({ name: text, value: text.optional(), targetId: text.optional(), targetType: text.optional() }),
  ),
  compatibilities: z.array(compatibility),
  registeredAt: z.unknown(),
  deregisteredAt: z.unknown(),
  registeredBy: text,
  deleteRequestedAt: z.unknown(),
};

export const taskDefinitionSchema = z
  .strictObject({
    family: text,
    taskRoleArn: text,
    executionRoleArn: text,
    networkMode: z.enum(['bridge', 'host', 'awsvpc', 'none', 'default']),
    containerDefinitions: z.array(containerSchema),
    volumes: z.array(volumeSchema),
    placementConstraints: z.array(z.strictObject({ type: text, expression: text }).partial()),
    requiresCompatibilities: z.array(compatibility),
    cpu: size,
    memory: size,
    tags,
    pidMode: z.enum(['host', 'task']),
    ipcMode: z.enum(['host', 'task', 'none']),
    proxyConfiguration: z.strictObject({ type: text.optional(), containerName: text, properties: z.array(named).optional() }),
    inferenceAccelerators: z.array(z.strictObject({ deviceName: text, deviceType: text })),
    ephemeralStorage: z.strictObject({ sizeInGiB: wholeNumber }),
    runtimePlatform: z.strictObject({ cpuArchitecture: z.enum(['X86_64', 'ARM64']), operatingSystemFamily: z.enum(OS_FAMILIES) }).partial(),
    enableFaultInjection: flag,
    ...readOnly,
  })
  .partial();

/** The wrapper of DescribeTaskDefinition's and RegisterTaskDefinition's answers. */
export const wrappedSchema = z.strictObject({ taskDefinition: taskDefinitionSchema, tags: tags.optional() });

export type TaskDefinitionInput = z.infer<typeof taskDefinitionSchema>;
export type ContainerInput = z.infer<typeof containerSchema>;
export type PortMappingInput = z.infer<typeof portMappingSchema>;
