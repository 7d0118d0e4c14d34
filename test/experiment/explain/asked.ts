import { InstanceInquiry } from '../../../src/experiment/explain/instance.js';
import { MomentInquiry } from '../../../src/experiment/explain/moment.js';
import { ScaleInInquiry } from '../../../src/experiment/explain/scale-in.js';
import { ServiceInquiry } from '../../../src/experiment/explain/service.js';
import { TaskInquiry } from '../../../src/experiment/explain/task.js';
import { EVERYTHING } from '../../billing/terms.js';
import { MINUTE } from '../../sim/setups.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { cell, drawnRun, replayed } from './drawn-run.js';

export type Asked = ReturnType<typeof askedAll>;

/** Everything about a drawn run: each task, instance and service, forty moments, and what kept each group from scaling in. One replay hears it all. */
export function askedAll(seed: number) {
  const run = drawnRun({ ...swarmSetup(seed), billing: EVERYTHING });
  const { setup, csv, finished } = run;
  const tasks = csv['tasks.csv'].map((row) => new TaskInquiry(cell(row, 'task')!, cell(row, 'requested_ms')!));
  const instances = csv['instances.csv'].map((row) => new InstanceInquiry(cell(row, 'instance')!));
  const services = setup.services.map((_, service) => new ServiceInquiry(setup, service));
  const moments = Array.from({ length: 40 }, (_, i) => new MomentInquiry((9 * i + 2 + (seed % 7)) * MINUTE + i, setup));
  const scaleIns = setup.capacityProviders.map(({ name }, index) => new ScaleInInquiry({ index, name }, null, MINUTE));
  const digest = replayed(run, [...tasks, ...instances, ...services, ...moments, ...scaleIns]);
  return {
    ...{ run, digest },
    tasks: tasks.map((inquiry) => inquiry.answer(finished)),
    instances: instances.map((inquiry) => inquiry.answer(finished)),
    services: services.map((inquiry) => inquiry.answer(finished)),
    moments: moments.map((inquiry) => inquiry.answer()),
    scaleIns: scaleIns.map((inquiry) => inquiry.answer()),
  };
}
