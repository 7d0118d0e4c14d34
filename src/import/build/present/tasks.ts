import { grouped } from '../../../kernel/grouped.js';
import { platformLaunchType } from '../../../scenario/cluster/providers.js';
import { under } from '../../findings.js';
import { blockIn, field, textAt } from '../../in-scenario-shape.js';
import { asName, listOf, nameIn, plural, shortText } from '../../plain-data.js';
import type { DescribedResource } from '../../resource-inventory.js';
import type { Building, Part } from '../context.js';
import { type Known, referenceTo } from '../definitions.js';
import { familyIn } from '../lookup.js';
import { momentAt, msOf } from '../moments.js';
import { providerName } from '../providers.js';
import type { Fleet } from './instances.js';
import { inOrder } from './instances.js';
import { drydockTag, numberTag } from './tags.js';

/** Collects the present tasks in the shape of `present.tasks`. */

export function tasksOf(building: Building, definitions: readonly Known[], fleet: Fleet): Part[] {
  const { inventory, draft, findings } = building;
  const protectedUntil = new Map(inventory.protectedTasks.map(({ value }) => [textAt(value, 'taskArn') ?? '', value]));
  const parts: Part[] = [];
  let stopped = 0;
  for (const described of inventory.tasks) {
    if (/^(STOPPED|DELETED)$/.test(textAt(described.value, 'lastStatus') ?? '')) {
      stopped++;
      continue;
    }
    const part = taskOf(building, described, {
      definitions,
      fleet,
      protection: protectedUntil.get(textAt(described.value, 'taskArn') ?? ''),
    });
    if (part === undefined) continue;
    draft.origin(part, described.place);
    parts.push(part);
  }
  const [first] = inventory.tasks;
  if (stopped > 0)
    findings.leftOut(
      { file: first!.place.file, field: 'tasks' },
      `${plural(stopped, 'task')} that ${stopped === 1 ? 'has' : 'have'} stopped`,
    );
  return inOrder(parts);
}

interface Beside {
  readonly definitions: readonly Known[];
  readonly fleet: Fleet;
  readonly protection: unknown;
}

/** Moments of a task's life that a scenario has by AWS's names. */
const MOMENTS = ['createdAt', 'pullStartedAt', 'pullStoppedAt', 'startedAt', 'stoppingAt'];

function taskOf({ findings }: Building, task: DescribedResource, { definitions, fleet, protection }: Beside): Part | undefined {
  const { value, place } = task;
  const known = definitionOf(task, definitions, findings);
  if (known === undefined) return undefined;
  const instance = instanceOf(task, fleet, findings);
  if (instance === null) return undefined;
  const { family, revision } = known.definition;
  const provider = textAt(value, 'capacityProviderName');
  const stated = textAt(value, 'launchType');
  const ofPlatform = platformLaunchType(stated, provider);
  const launchType = ofPlatform ?? (stated === 'EXTERNAL' ? stated : undefined);
  const zone = ofPlatform === undefined ? undefined : textAt(value, 'availabilityZone');
  const status = textAt(value, 'lastStatus');
  const stopCause = drydockTag(value, 'stop-cause');
  const [ordinal, nth] = [numberTag(value, 'ordinal'), numberTag(value, 'nth')];
  return {
    id: nameIn(textAt(value, 'taskArn') ?? place.field),
    taskDefinition: `${family}:${revision}`,
    group: textAt(value, 'group') ?? `family:${family}`,
    ...(instance === undefined ? {} : { containerInstance: instance }),
    ...(provider === undefined || provider === '' ? {} : { capacityProvider: providerName(provider) }),
    ...(launchType === undefined ? {} : { launchType }),
    ...(zone === undefined ? {} : { availabilityZone: zone }),
    ...(status === undefined || status === 'RUNNING' ? {} : { lastStatus: status }),
    ...(textAt(value, 'desiredStatus') === 'STOPPED' ? { desiredStatus: 'STOPPED' } : {}),
    ...Object.assign({}, ...MOMENTS.map((key) => momentAt(value, key))),
    ...(stopCause === undefined ? {} : { stopCause }),
    ...(/^(HEALTHY|UNHEALTHY)$/.test(textAt(value, 'healthStatus') ?? '') ? { healthStatus: textAt(value, 'healthStatus') } : {}),
    ...(msOf(field(protection, 'expirationDate')) === undefined ? {} : momentAt(protection, 'expirationDate', 'protectedUntil')),
    ...sizeOf(value, known, ordinal !== undefined),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(nth === undefined ? {} : { nth }),
  };
}

/** Returns the definition of a task; without it reports a mistake and returns undefined. */
function definitionOf(
  { value, place }: DescribedResource,
  definitions: readonly Known[],
  findings: Building['findings'],
): Known | undefined {
  const arn = textAt(value, 'taskDefinitionArn');
  if (arn === undefined) {
    const given = shortText(field(value, 'taskDefinitionArn'));
    findings.mistake(
      under(place, 'taskDefinitionArn'),
      `is ${given}; an ARN such as arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME:1 is right`,
    );
    return undefined;
  }
  const { family, revision } = familyIn(arn);
  const known = definitions.find(
    ({ definition }) => definition.family === family && (revision === undefined || definition.revision === revision),
  );
  if (known === undefined) {
    findings.mistake(
      under(place, 'taskDefinitionArn'),
      `is ${nameIn(arn)}, which is not in the input: save what describe-task-definition --task-definition ${nameIn(arn)} gives as well`,
    );
    return undefined;
  }
  return known;
}

/** Returns the container instance of a task, undefined for a task on none. Reports one that is not in the input, and returns null. */
function instanceOf(
  { value, place }: DescribedResource,
  fleet: Beside['fleet'],
  findings: Building['findings'],
): string | undefined | null {
  const instanceArn = textAt(value, 'containerInstanceArn');
  const instance = instanceArn === undefined ? undefined : fleet.idOf.get(instanceArn);
  if (instanceArn !== undefined && instance === undefined) {
    findings.mistake(
      under(place, 'containerInstanceArn'),
      `is ${nameIn(instanceArn)}, which is not in the input: save what describe-container-instances gives for all of the cluster as well`,
    );
    return null;
  }
  return instance;
}

/** Returns the size of a task that was started with other amounts than its definition. */
function sizeOf(value: unknown, { definition, part }: Known, isOurs: boolean): Part {
  const overrides = blockIn(field(value, 'overrides'));
  const amountOf = (key: 'cpu' | 'memory', own: number): number => {
    if (isOurs) return Number(textAt(value, key) ?? own);
    const override = textAt(overrides, key);
    if (override !== undefined && /^\d+$/.test(override)) return Number(override);
    if (part[key] !== undefined) return own;
    return listOf(field(overrides, 'containerOverrides')).reduce<number>((sum, override) => {
      const given = textAt(override, key);
      const container = listOf(part.containerDefinitions).find((one) => textAt(one, 'name') === textAt(override, 'name'));
      return given === undefined ? sum : sum + Number(given) - Number(textAt(container, key) ?? 0);
    }, own);
  };
  const [cpu, memory] = [amountOf('cpu', definition.cpuUnits), amountOf('memory', definition.memoryMib)];
  return {
    ...(cpu === definition.cpuUnits || !(cpu >= 0) ? {} : { cpu }),
    ...(memory === definition.memoryMib || !(memory >= 0) ? {} : { memory }),
  };
}

/** Adds a workload for standalone tasks without one: arrivals equal departures, and each task runs as long as the present ones have run. */
export function addWorkloads(
  { scenario, findings, draft }: Building,
  { tasks, definitions, atMs }: { tasks: readonly Part[]; definitions: readonly Known[]; atMs: number },
): void {
  const alone = tasks.filter(({ group }) => !String(group).startsWith('service:'));
  for (const [reference, alike] of grouped(alone, ({ taskDefinition }) => String(taskDefinition))) {
    const { family, revision } = familyIn(reference);
    const known = definitions.find(({ definition }) => definition.family === family && definition.revision === revision)!;
    if (scenario.workloads.some(({ taskDefinition }) => [family, reference].includes(String(taskDefinition)))) continue;
    const ages = alike.flatMap(({ startedAt }) => (typeof startedAt === 'string' ? [atMs - msOf(startedAt)!] : []));
    const meanS = Math.max(60, Math.round(ages.reduce((sum, age) => sum + age, 0) / Math.max(1, ages.length) / 1_000));
    const perHour = Math.max(0.001, Math.round((alike.length * 3_600_000) / meanS) / 1_000);
    const [first] = alike;
    const { launchType, capacityProvider, group } = first!;
    const where =
      capacityProvider === undefined
        ? launchType === undefined
          ? {}
          : { launchType }
        : { capacityProviderStrategy: [{ capacityProvider, weight: 1 }] };
    const part: Part = {
      name: asName(reference),
      taskDefinition: referenceTo(known, definitions),
      ...(group === `family:${family}` ? {} : { group }),
      ...where,
      arrivals: { type: 'poisson', rate: `${perHour}/h` },
      runTime: { exponential: { mean: `${meanS}s` } },
    };
    scenario.workloads.push(part);
    draft.from(part, draft.originOf(first!)!);
    draft.remark(part, 'arrivals', 'assumed: as many come as go, each as long as those that run have run in the mean');
    const message = `standalone tasks of ${reference}: ${plural(alike.length, 'task')} run, ${meanS} s in the mean so far; as many come as go`;
    findings.assumed(draft.originOf(first!)!, message, `workloads.${shortText(part.name).slice(1, -1)}`);
  }
}
