import { RESERVED_HOST_PORTS } from '../../catalog/registered.js';
import { QUOTAS } from '../../services/rates/quotas.js';
import type { Problem } from '../text/problem.js';
import type { HostPort, LaunchType, NetworkMode } from './definition.js';
import { type Draft, inContainer, shownContainer } from './draft.js';
import type { PortMappingInput } from './schema.js';

/** T.NET-6: includes the ports that are reserved by default. */
const STATIC_PORTS_PER_INSTANCE = QUOTAS.hostPorts.limit;
const PORT_RANGES_MAX = 100;
/** T.NET-5: where Docker picks dynamic host ports on ECS-optimised Linux. */
const EPHEMERAL_PORTS = { from: 32_768, to: 61_000 };

type OnInstances = Exclude<LaunchType, 'FARGATE'>;

/** T.NET-1, C.NET-01: network modes by launch type and operating system. */
const MODES: Readonly<Record<OnInstances, Readonly<Record<'linux' | 'windows', readonly NetworkMode[]>>>> = {
  EC2: { linux: ['bridge', 'awsvpc', 'host', 'none'], windows: ['default', 'awsvpc'] },
  EXTERNAL: { linux: ['bridge', 'host', 'none'], windows: ['default'] },
};

export function networkModeProblems(draft: Draft, launchType: OnInstances): Problem[] {
  const allowed = MODES[launchType][draft.operatingSystem];
  // `default` is Docker's own word: nat on Windows, bridge on Linux. It is only wrong for Linux if the definition says Linux.
  const isOpen = draft.networkMode === 'default' && draft.input.runtimePlatform?.operatingSystemFamily === undefined;
  if (isOpen || allowed.includes(draft.networkMode)) return [];
  const where = `${launchType} ${draft.operatingSystem === 'linux' ? 'Linux' : 'Windows'} instances`;
  const what =
    draft.input.networkMode === undefined
      ? `networkMode is not given, which means ${draft.networkMode}`
      : `networkMode is ${draft.networkMode}`;
  return [{ path: [...draft.path, 'networkMode'], message: `${what}; on ${where} it is ${allowed.join(', ')}` }];
}

/**
 * The static host ports of a task (T.NET-3, T.NET-4, T.NET-7), and the number that Docker picks. In awsvpc mode ports belong to the task's
 * own interface (T.NET-9).
 */
export function hostPortsOf(draft: Draft): { readonly ports: HostPort[]; readonly dynamicPorts: number } {
  const ports: HostPort[] = [];
  let dynamicPorts = 0;
  if (draft.networkMode === 'awsvpc' || draft.networkMode === 'none') return { ports, dynamicPorts };
  for (const container of draft.containers) {
    for (const mapping of container.portMappings ?? []) {
      const hostPort = mapping.hostPort || (draft.networkMode === 'host' ? mapping.containerPort : 0);
      if (!hostPort) dynamicPorts += mapping.containerPortRange === undefined ? 1 : (rangeLength(mapping.containerPortRange) ?? 0);
      else ports.push({ protocol: mapping.protocol ?? 'tcp', hostPort, container: container.name ?? '' });
    }
  }
  return { ports, dynamicPorts };
}

/** Mistakes in port mappings, and warnings about ports that no instance can provide. */
export function portProblems(draft: Draft): Problem[] {
  const mistakes = draft.containers.flatMap((container, i) =>
    (container.portMappings ?? []).flatMap((mapping, j) => {
      const message = mappingMistake(mapping, draft.networkMode);
      return message === undefined
        ? []
        : [{ path: inContainer(draft, i, 'portMappings', j), message: `${shownContainer(container, i)}: ${message}` }];
    }),
  );
  const ranges = draft.containers.flatMap((container, i) => {
    const count = (container.portMappings ?? []).filter(({ containerPortRange }) => containerPortRange !== undefined).length;
    const message = `${shownContainer(container, i)} has ${count} port ranges; at most ${PORT_RANGES_MAX}`;
    return count > PORT_RANGES_MAX ? [{ path: inContainer(draft, i, 'portMappings'), message }] : [];
  });
  const all = [...mistakes, ...ranges];
  return all.length > 0 ? all : staticPortWarnings(draft);
}

function mappingMistake(mapping: PortMappingInput, mode: NetworkMode): string | undefined {
  const { containerPort, hostPort, containerPortRange } = mapping;
  if (mode === 'none') return 'networkMode none has no port mappings; leave them out or take bridge'; // T.NET-2
  if (containerPortRange !== undefined) {
    if (containerPort !== undefined || hostPort !== undefined)
      return `containerPortRange "${containerPortRange}" stands alone: no containerPort or hostPort beside it`;
    if (mode === 'host') return `containerPortRange "${containerPortRange}" needs networkMode bridge or awsvpc`;
    if (rangeLength(containerPortRange) === undefined)
      return `containerPortRange is "${containerPortRange}"; right is first-last within 1-65535, such as "8000-8010"`;
    return undefined;
  }
  if (containerPort === undefined) return 'a port mapping needs a containerPort (or a containerPortRange)';
  // T.NET-3, T.NET-9, C.NET-06: no dynamic mapping if the container uses the host's or its own interface.
  if ((mode === 'host' || mode === 'awsvpc') && hostPort !== undefined && hostPort !== containerPort) {
    return `hostPort ${hostPort} differs from containerPort ${containerPort}; in networkMode ${mode} leave hostPort out or make it ${containerPort}`;
  }
  return undefined;
}

/** Warns of valid static ports that no instance can provide, or not reliably. */
function staticPortWarnings(draft: Draft): Problem[] {
  const { ports } = hostPortsOf(draft);
  const reserved = RESERVED_HOST_PORTS[draft.operatingSystem];
  const { from, to } = EPHEMERAL_PORTS;
  const slots = ports.map(({ protocol, hostPort }) => `${protocol} ${hostPort}`);
  const messages = [
    ...ports
      .filter(({ protocol, hostPort }) => protocol === 'tcp' && reserved.includes(hostPort))
      .map(
        ({ hostPort }) =>
          `host port ${hostPort} is reserved on every instance (${reserved.join(', ')} are): no instance can take this task`,
      ),
    ...ports
      .filter(({ hostPort }) => hostPort >= from && hostPort <= to && !reserved.includes(hostPort))
      .map(
        ({ hostPort }) => `host port ${hostPort} lies among the ports that Docker picks from (${from}-${to}); one below ${from} is safe`,
      ),
    // C.NET-07: one container per host port and protocol on an instance, so never two in one task.
    ...[...new Set(slots.filter((port, i) => slots.indexOf(port) !== i))].map(
      (port) => `host port ${port} is mapped twice in one task: only one container can have it`,
    ),
  ];
  const free = STATIC_PORTS_PER_INSTANCE - reserved.length;
  if (ports.length > free)
    messages.push(
      `${ports.length} static host ports; an instance has ${free} to give (${STATIC_PORTS_PER_INSTANCE} less ${reserved.length} reserved)`,
    );
  return messages.map((message) => ({ path: [...draft.path, 'containerDefinitions'], level: 'warning', message }));
}

/** Number of ports in "first-last"; undefined if the text is no range. */
function rangeLength(range: string): number | undefined {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(range);
  if (match === null) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  return first >= 1 && last <= 65_535 && first <= last ? last - first + 1 : undefined;
}
