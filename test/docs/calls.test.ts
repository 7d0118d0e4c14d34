import { NormalizedSchema } from '@smithy/core/schema';
import { expect, it } from 'vitest';
import { OPERATIONS } from '../../src/endpoint/operations/table.js';
import { operationsOf, SERVICES } from '../../src/endpoint/protocol/models.js';

const TITLES: Readonly<Record<string, string>> = {
  ecs: 'Amazon ECS',
  autoscaling: 'Amazon EC2 Auto Scaling',
  ec2: 'Amazon EC2',
  'application-autoscaling': 'Application Auto Scaling',
  cloudwatch: 'Amazon CloudWatch',
  elasticloadbalancing: 'Elastic Load Balancing',
};
const HEAD = `# Calls of the simulated APIs

The calls that [\`drydock serve\`](../serve.md) answers, made from the code by \`npx vitest run --project node test/docs/calls.test.ts -u\`. Members that are not heeded are accepted, have no effect, and are
told once. Every other call of these services answers with the error \`UnknownOperationException\` or, in the Query protocol, \`InvalidAction\`, and is told once.
`;

it('docs/reference/calls.md has every call and member of the code', async () => {
  const parts = await Promise.all(
    SERVICES.map(async (service) => {
      const models = await operationsOf(service);
      const rows = Object.entries(OPERATIONS[service.name]).map(([name, { isWrite, heeds }]) => {
        const members = [...NormalizedSchema.of(models.get(name)!.input as never).structIterator()].map(([member]) => member);
        // A member that the model does not have could never come.
        expect(members, name).toEqual(expect.arrayContaining([...heeds]));
        const others = members.filter((member) => !heeds.includes(member));
        const listed = (list: readonly string[]) =>
          [...list]
            .sort()
            .map((one) => `\`${one}\``)
            .join(', ');
        return `| ${name} | ${isWrite ? 'yes' : ''} | ${listed(heeds)} | ${listed(others)} |`;
      });
      const head = '| call | changes the cluster | heeded | not heeded |\n| --- | --- | --- | --- |';
      return `## ${TITLES[service.name]}\n\n${head}\n${rows.sort().join('\n')}\n`;
    }),
  );
  await expect([HEAD, ...parts].join('\n')).toMatchFileSnapshot('../../docs/reference/calls.md');
});
