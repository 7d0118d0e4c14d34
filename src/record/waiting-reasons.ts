import type { Ms } from '../kernel/event-loop.js';
import { plural } from '../kernel/quantity-text.js';
import { refusalText } from '../placement/explain.js';
import { REFUSALS } from '../placement/fit.js';
import { REFUSED_BY_FARGATE, WAITS_FOR_LAUNCH_RATE } from '../sim/facts.js';
import { whyNoneFits } from '../sim/never-fits.js';
import type { Setup } from '../sim/setup.js';
import type { GroupAccount } from './ledger/group.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import type { Classes } from './ledger/task-class.js';
import type { RunMetrics } from './run-metrics.js';

/** Waiting tasks of one service or workload, and the reason why no instance can run them. */
export interface Waiting {
  readonly owner: string;
  readonly tasks: number;
  /** For example "0 of 12 instances fit: 7 memory, 3 ENI". */
  readonly reason: string;
}

interface Explained {
  readonly taskClass: number;
  readonly waiting: number;
  readonly reason: number;
  readonly instances: number;
  readonly provider: number;
  readonly fitting: number;
}

interface ReportedReason {
  waiting: number;
  readonly refusals: number[];
  /** Instances that would take it, while its service backs off or older tasks come first. */
  fitting: number;
  /** The refusal reason of Fargate; 0 if the reason comes from instances. */
  fargate: number;
  /** Providers that the explanation covers. */
  readonly providers: number[];
}

const FARGATE_TEXTS: ReadonlyMap<number, string> = new Map<number, string>([
  [REFUSED_BY_FARGATE.cpuAboveLimit, 'one needs more vCPUs than the quota of Fargate'],
  [REFUSED_BY_FARGATE.vcpusInUse, 'the vCPU quota of Fargate is used up'],
  [REFUSED_BY_FARGATE.noCapacity, 'Fargate has no capacity where they may run'],
  [WAITS_FOR_LAUNCH_RATE, 'the rate of starts on Fargate is used up'],
]);

/** Keeps the latest explanation for each waiting task class; the simulation sends one per minute. Memory grows with the waiting classes. */
export class WhyWaiting {
  private atMs: Ms = -1;
  private latest = new Map<number, ReportedReason>();

  explained(atMs: Ms, fact: Explained): void {
    if (atMs !== this.atMs) this.latest.clear();
    this.atMs = atMs;
    const known = this.latest.get(fact.taskClass) ?? { waiting: 0, refusals: REFUSALS.map(() => 0), fitting: 0, fargate: 0, providers: [] };
    // A class may wait on several providers: the tasks of one are reported with each of its reasons.
    if (!known.providers.includes(fact.provider)) {
      known.providers.push(fact.provider);
      known.waiting += fact.waiting;
      known.fitting += fact.fitting;
    }
    if (FARGATE_TEXTS.has(fact.reason)) known.fargate = fact.reason;
    else known.refusals[fact.reason] += fact.instances;
    this.latest.set(fact.taskClass, known);
  }

  /** Returns the explanations that still hold at the end: those of the last evaluation whose owners still have waiting tasks. */
  at(endMs: Ms, { setup, classes, owners, groups }: RunAccounts, metrics: RunMetrics): Waiting[] {
    if (this.atMs < 0 || endMs - this.atMs >= setup.scaler.evaluationIntervalMs) return [];
    return [...this.latest].flatMap(([taskClass, { waiting, refusals, fitting, fargate, providers }]) => {
      const owner = classes.owner[taskClass];
      if (metrics.owners[owner].tasks_waiting === 0) return [];
      const text = FARGATE_TEXTS.get(fargate) ?? neverText(setup, classes, taskClass) ?? refusalText(Int32Array.from(refusals), fitting);
      const short = setup.capacityProviders.flatMap((_, i) => (providers.includes(i) ? shortText(groups[i]) : []));
      return [{ owner: owners[owner].name, tasks: waiting, reason: [text, ...heldUpText(setup, owner, fitting), ...short].join('; ') }];
    });
  }

  save(): unknown {
    const { atMs, latest } = this;
    return structuredClone({ atMs, latest });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** Explains that the task is too large for its instances, which the counts of full ones hide; null if it is not. */
function neverText(setup: Setup, classes: Classes, taskClass: number): string | null {
  const owner = classes.owner[taskClass];
  const spec = [...setup.services, ...setup.workloads][owner];
  const [cpuUnits, memoryMib, eni] = classes.sizes.map((sizes) => sizes[taskClass]);
  const why = whyNoneFits(setup, spec, { ...setup.taskDefinitions[spec.taskDefinition], cpuUnits, memoryMib, eni });
  return why === '' ? null : `even an empty instance does not fit: ${why}`;
}

/** Explains why tasks wait although an instance fits; a workload has no service that looks again later. */
function heldUpText({ services, waiting }: Setup, owner: number, fitting: number): string[] {
  if (fitting === 0) return [];
  const why = [
    ...(owner < services.length ? ['its service looks again only later'] : []),
    ...(waiting.headOfLine === 'block' ? ['older tasks come first'] : []),
  ];
  return why.length === 0 ? [] : [why.join(', or ')];
}

/** Explains that a group has fewer instances than desired because launches failed. */
function shortText({ name, missing, launchFailures }: GroupAccount): string[] {
  return missing.now > 0 && launchFailures > 0 ? [`${name} wants ${plural(missing.now, 'instance')} more, and its launches fail`] : [];
}
