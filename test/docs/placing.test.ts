import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REFUSALS, Refusal } from '../../src/placement/fit.js';
import { eventText } from '../../src/placement/messages.js';
import { ROOT } from './page.js';

/** What each check compares. */
const COMPARED: Readonly<Record<keyof typeof Refusal, string>> = {
  otherProvider: 'the capacity provider chosen for the task; such an instance is no candidate and is not counted',
  inactive: 'ACTIVE: not booting, not DRAINING (S.INST-1)',
  agent: 'its agent is connected (T.FAIL-2)',
  attribute:
    'CPU architecture and operating system; for awsvpc tasks `ecs.capability.task-eni`: the type has interfaces for tasks at all (S.PLACE-16)',
  location: "in the zone of one of the task's subnets (S.PLACE-16)",
  memberOf: 'every `memberOf` constraint of task definition and service (S.CONSTR-2)',
  distinctInstance: 'no task of the group on it (S.CONSTR-1)',
  cpu: 'CPU units',
  memory: 'MiB',
  ports: 'its static host ports are free, those of agent and system too, and all that are in use would be no more than 100 (T.NET-6)',
  eni: 'an interface, the primary one being taken (T.FAIL-3)',
  gpu: 'whole GPUs, or a share of one',
  volume: 'a slot for the EBS volume of the task; only with `placement.volumeSlots: seen`',
};

/** Of these two no event names an instance. */
const SILENT: readonly Refusal[] = [Refusal.otherProvider, Refusal.inactive];

function sentenceOf(code: Refusal): string {
  if (SILENT.includes(code)) return '';
  const text = eventText('web', { kind: 'placementFailed', closest: { instance: 'ID', code } });
  return `\`${/ \(container-instance ID\) (.*) For more/.exec(text)![1]}\``;
}

function rowOf([key, code]: [string, Refusal]): string {
  const { name, word } = REFUSALS[code]!;
  return `| \`${name}\` | ${word} | ${COMPARED[key as keyof typeof Refusal]} | ${sentenceOf(code)} |`;
}

const PAGE = `# Reasons against an instance

Why [a task does not go to an instance](../placing.md), in the order of the checks. \`event\` is the text after "The closest matching (container-instance ID)" in a service's message. Made from the code by \`npx vitest run --project node test/docs/placing.test.ts -u\`.

| reason | in counts | compared | event |
| --- | --- | --- | --- |
${Object.entries(Refusal).map(rowOf).join('\n')}

The sentences for CPU, memory, ports, attributes and AGENT are those of the ECS Developer Guide ("Service event messages") and of the DescribeServices example in the API Reference. Those for GPU, ENI and the two constraints were seen in public reports (ENI: report 342 of github.com/aws/aws-app-mesh-examples). Those for LOCATION and VOLUME are formed like them. In \`failures\`, the two constraints have the sentence in quotes as their reason, all others their name.
`;

it('docs/reference/reasons.md has every reason, in the order of the checks, with its word and its sentence', async () => {
  await expect(PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/reasons.md'));
});
