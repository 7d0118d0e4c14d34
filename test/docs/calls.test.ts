import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/endpoint/operations/operation.js';
import { OPERATIONS } from '../../src/endpoint/operations/table.js';
import { operationsOf, SERVICES, type ServiceName } from '../../src/endpoint/protocol/models.js';

const TITLES: Readonly<Record<ServiceName, string>> = {
  ecs: 'Amazon ECS',
  autoscaling: 'Amazon EC2 Auto Scaling',
  ec2: 'Amazon EC2',
  'application-autoscaling': 'Application Auto Scaling',
  cloudwatch: 'Amazon CloudWatch',
  elasticloadbalancing: 'Elastic Load Balancing',
};
/** Of these services every call has its place in the table. */
const WHOLE: readonly ServiceName[] = ['ecs', 'autoscaling', 'application-autoscaling', 'cloudwatch'];
const HEAD = `# Calls of the simulated APIs

The calls that [\`drydock serve\`](../serve.md) answers, made from the code and from AWS's service models by \`npx vitest run --project node test/docs/calls.test.ts -u\`. A member of an input is

- **honoured**: it has its effect;
- **kept**: it changes nothing in a simulation, and reads return it where the API has it in answers. The terminal of the server names it once;
- **refused**: with it the call fails, unless it is false or empty.

Every other call of these services answers with the error \`UnknownOperationException\` or, in the Query protocol, \`InvalidAction\`. The server logs each such call once.
`;

async function membersOf(service: (typeof SERVICES)[number], action: string): Promise<string[]> {
  const models = await operationsOf(service);
  return [...NormalizedSchema.of(models.get(action)!.input as never).structIterator()].map(([member]) => member);
}

describe.each(SERVICES)('$name', (service) => {
  it.each(Object.entries(OPERATIONS[service.name]))('%s honours, keeps or refuses each member of the model', async (action, operation) => {
    const { heeds, keeps, refuses } = operation as Operation;
    // A member of a newer model is in none of them, and one that is in two is undecided.
    expect([...heeds, ...keeps, ...refuses].sort()).toEqual((await membersOf(service, action)).sort());
  });
});

it('docs/reference/calls.md has every call and member of the code', async () => {
  const parts = await Promise.all(
    SERVICES.map(async ({ name: service, ...model }) => {
      const rows = Object.entries(OPERATIONS[service]).map(
        ([name, { isWrite, heeds, keeps, refuses }]) =>
          `| ${name} | ${isWrite ? 'yes' : ''} | ${listed(heeds)} | ${listed(keeps)} | ${listed(refuses)} |`,
      );
      const head = '| call | changes the cluster | honoured | kept | refused |\n| --- | --- | --- | --- | --- |';
      const others = [...(await operationsOf({ name: service, ...model })).keys()].filter(
        (name) => !Object.hasOwn(OPERATIONS[service], name),
      );
      const rest = WHOLE.includes(service) ? `\nNot answered: ${others.sort().join(', ')}.\n` : '';
      return `## ${TITLES[service]}\n\n${head}\n${rows.sort().join('\n')}\n${rest}`;
    }),
  );
  await expect([HEAD, ...parts].join('\n')).toMatchFileSnapshot('../../docs/reference/calls.md');
});

function listed(list: readonly string[]): string {
  return [...list]
    .sort()
    .map((one) => `\`${one}\``)
    .join(', ');
}
