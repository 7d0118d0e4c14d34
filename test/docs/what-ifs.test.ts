import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verdictLabel } from '../../src/studies/advise/answer/effect-texts.js';
import { FINDING_KINDS, FINDING_VERDICTS, type FindingKind, type FindingVerdict } from '../../src/studies/advise/result.js';
import { ROOT } from './page.js';

/** What is tried, and where it is not. */
const KINDS: Readonly<Record<FindingKind, readonly [tried: string, not: string]>> = {
  type: [
    "each other size of the family of the group's first type, of a quarter to four times its vCPUs, alone. `minSize`, `maxSize` and `desiredCapacity` keep the number of vCPUs, rounded up",
    "the type is not one of EC2's, has no price, or a task would fit no instance",
  ],
  generation: [
    'the next generation in the catalogue, of each maker of processors: m5.large becomes m6a.large, m6i.large, m6g.large. Several types change together',
    'the tasks cannot run on its architecture, or there is none',
  ],
  family: [
    'the four x86_64 and the two arm64 families, of half to twice the vCPUs, that take every task at the lowest mean price of a task-hour on a full instance ([catalogue](../catalogue.md)), each alone. Local disks and wider networks only if the type has them now',
    'burstable types (T), whose CPU credits are not modelled; the price is missing',
  ],
  binpack: [
    'all services and workloads by `binpack` on memory, by `binpack` on CPU, and spread over zones and then by `binpack` on memory',
    'they are placed so, or an algorithm places them',
  ],
  targetCapacity: ['100, 90, 80, 70, 60 %', 'managed scaling is DISABLED'],
  warmUp: ['`instanceWarmupPeriod` of 60, 120, 180, 300 s', 'managed scaling is DISABLED'],
  spot: [
    '25, 50, 75, 100 % Spot above the On-Demand base, by the strategy of the group, or `price-capacity-optimized` where it had no Spot',
    '',
  ],
  fargate: [
    'every task that can run there on FARGATE, and on FARGATE_SPOT, also those already on FARGATE. When all tasks can, groups shrink to nothing and fixed instances go. The vCPU quota is assumed to be high enough',
    'a task definition cannot run on Fargate: the reason is given',
  ],
  trunking: ['ENI trunking for the account', 'it is enabled, or no task on instances has the network mode awsvpc'],
  providers: [
    'without each capacity provider of a group: it leaves all strategies, and its group shrinks to nothing',
    'a task could run on no other',
  ],
};

const VERDICTS: Readonly<Record<FindingVerdict, string>> = {
  saves: 'it costs less, and nothing else is or may be worse',
  risks: 'it costs less, and something may be worse',
  trades: 'it costs less, and something is worse',
  helps:
    'it does not cost less, and waiting or risk get better; *helps, costs more* and *helps, may cost* say the price, *helps, but* that something else is worse',
  none: 'nothing is shown, nor hinted to be worse; *no difference*: the runs are equal',
  mayWorsen: 'nothing is shown, and something may be worse; *may cost more*: the cost may be',
  worsens: 'something is worse, and nothing better',
  costs: 'it costs more, and nothing is better',
};

const UNDECIDED = { cost: 'notShown', wait: 'notShown', below: 'notShown', risk: 'notShown' } as const;

const PAGE = `# What-ifs of advise

What [\`drydock advise\`](../advise.md) tries, on each Auto Scaling group or on all. Made from the code by \`npx vitest run --project node test/docs/what-ifs.test.ts -u\`.

| kind | tried | not where |
| --- | --- | --- |
${FINDING_KINDS.map((kind) => `| \`${kind}\` | ${KINDS[kind].join(' | ')} |`).join('\n')}

## Verdicts

| verdict | in files | meaning |
| --- | --- | --- |
${FINDING_VERDICTS.map((verdict) => `| ${verdictLabel({ verdict, grades: UNDECIDED })} | \`${verdict}\` | ${VERDICTS[verdict]} |`).join('\n')}
`;

it('docs/reference/what-ifs.md has every kind of what-if and every verdict', async () => {
  await expect(PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/what-ifs.md'));
});
