import { listOf } from '../plain-data.js';
import type { Building, Part } from './context.js';
import { type Known, referenceTo } from './definitions.js';

/** Adds placeholders, because a scenario needs a task definition and something that runs it. */

const NAME = 'placeholder';

/** Adds one task for each definition without a service or schedule, when the input has nothing else that runs. */
export function addIdle(building: Building, definitions: readonly Known[]): void {
  const { scenario, findings } = building;
  const works = [...scenario.services, ...scenario.workloads];
  const hasWorks = works.length > 0 || findings.all.some(({ isLoss }) => isLoss);
  const used = new Set(works.map(({ taskDefinition }) => String(taskDefinition)));
  const running = new Set(listOf(scenario.present?.tasks).map((task) => String((task as Part).taskDefinition)));
  const isUsed = (known: Known) =>
    used.has(referenceTo(known, definitions)) || running.has(`${known.definition.family}:${known.definition.revision}`);
  const idle = definitions.filter((known) => !isUsed(known));
  for (const known of idle) {
    const { family, revision } = known.definition;
    if ((known.part.status ?? 'ACTIVE') !== 'ACTIVE')
      findings.leftOut(known.place, `${family}:${revision} is ${String(known.part.status)}: nothing can run it`);
    else if (!hasWorks) runOne(building, known, referenceTo(known, definitions));
    else
      findings.assumed(
        known.place,
        `nothing runs ${family}:${revision}: no service and no schedule has it; write a workload for it`,
        'workloads',
      );
  }
  addPlaceholder(building);
}

function runOne({ scenario, findings, draft }: Building, { definition, part, place }: Known, taskDefinition: string): void {
  const [required] = listOf(part.requiresCompatibilities);
  const launchType = required === 'FARGATE' ? { launchType: required } : {};
  const service: Part = { serviceName: taskDefinition.replace(':', '-'), taskDefinition, desiredCount: 1, ...launchType };
  scenario.services.push(service);
  draft.from(service, place);
  draft.remark(service, 'desiredCount', 'assumed: one task of each definition runs, because the input has no service');
  findings.assumed(place, `one task of ${definition.family} runs: the input has no service`, `services.${String(service.serviceName)}`);
}

/** Adds a placeholder when the input contains nothing to run. */
export function addPlaceholder({ scenario, findings, draft }: Building): void {
  if (scenario.services.length + scenario.workloads.length > 0) return;
  const part: Part = {
    family: NAME,
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    requiresCompatibilities: ['FARGATE'],
    containerDefinitions: [{ name: 'main', image: 'scratch' }],
  };
  // On Fargate no task costs nothing; for launch type EC2 instances would be assumed.
  const service: Part = { serviceName: NAME, taskDefinition: NAME, desiredCount: 0, launchType: 'FARGATE' };
  scenario.taskDefinitions.push(part);
  scenario.services.push(service);
  draft.remark(part, null, 'assumed: the input runs nothing, and a scenario must run something. Put your own here.');
  draft.remark(service, null, 'assumed: no tasks at all.');
  findings.assumed(
    { file: '', field: '' },
    'a placeholder without tasks stands where services are: the scenario has none of the input',
    `services.${NAME}`,
  );
}
