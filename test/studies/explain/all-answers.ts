import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { InstanceInquiry } from '../../../src/studies/explain/inquiries/instance.js';
import { MomentInquiry } from '../../../src/studies/explain/inquiries/moment.js';
import { ScaleInInquiry } from '../../../src/studies/explain/inquiries/scale-in.js';
import { ServiceInquiry } from '../../../src/studies/explain/inquiries/service.js';
import { TaskInquiry } from '../../../src/studies/explain/inquiries/task.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { EVERYTHING } from '../../billing/terms.js';
import { beginningWith } from '../../sim/present-state.js';
import { MINUTE } from '../../sim/setups.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { AttemptLog } from './attempt-log.js';
import { cell, drawnRun, replayed } from './drawn-run.js';
import { Evidence } from './evidence.js';

export type AllAnswers = ReturnType<typeof allAnswers>;

/** Everything about a drawn run: each task, instance and service, forty moments, and what kept each group from scaling in. One replay answers all. */
export function allAnswers(seed: number, drawn: Setup = swarmSetup(seed)) {
  const run = drawnRun({ ...drawn, billing: EVERYTHING });
  const { setup, csv, finished } = run;
  const tasks = csv['tasks.csv'].map((row) => new TaskInquiry(cell(row, 'task')!, cell(row, 'requested_ms')!));
  const instances = csv['instances.csv'].map((row) => new InstanceInquiry(cell(row, 'instance')!));
  const services = setup.services.map((_, service) => new ServiceInquiry(setup, service));
  const moments = Array.from({ length: 40 }, (_, i) => new MomentInquiry((9 * i + 2 + (seed % 7)) * MINUTE + i, setup));
  const scaleIns = setup.capacityProviders.map(({ name }, index) => new ScaleInInquiry({ index, name }, null, MINUTE));
  const attempts = new AttemptLog();
  const digest = replayed(run, [...tasks, ...instances, ...services, ...moments, ...scaleIns, attempts]);
  return {
    ...{ run, digest, evidence: new Evidence(run, attempts) },
    tasks: tasks.map((inquiry) => inquiry.answer(finished)),
    instances: instances.map((inquiry) => inquiry.answer(finished)),
    services: services.map((inquiry) => inquiry.answer(finished)),
    moments: moments.map((inquiry) => inquiry.answer()),
    scaleIns: scaleIns.map((inquiry) => inquiry.answer()),
  };
}

/** The same of a run that begins with the state of a drawn one, as one of an imported cluster does. */
export function answersOfPresent(seed: number) {
  const setup = swarmSetup(seed);
  const sources = setup.workloads.map((workload) => makeSource(workload.arrivals, { seed, name: workload.name }));
  const before = new Simulation(setup, { sources });
  before.advance(Math.floor(setup.durationMs / 3));
  return allAnswers(seed, { ...beginningWith(before.world), durationMs: setup.durationMs / 2 });
}
