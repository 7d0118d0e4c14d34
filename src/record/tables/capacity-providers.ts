import type { Ms } from '../../kernel/event-loop.js';
import { percent, rounded, SHARE_DIGITS } from '../digits.js';
import { type Costs, usdCell } from '../ledger/costs.js';
import { CPU, ENI, type GroupAccount, MEMORY } from '../ledger/group.js';
import { CPU_UNITS_PER_VCPU } from '../ledger/platforms/platform-use.js';
import { type Cell, column, nameCell, type Table } from './column.js';

/** The metric of an empty group that needs instances; an empty group without need is at its target (A.CAS-3). */
const EMPTY_BUT_NEEDED_PERCENT = 200;

/** State of a capacity provider at the end of an interval. */
export interface ProviderRow {
  readonly timeMs: Ms;
  readonly costs: Costs;
  readonly index: number;
  readonly group: GroupAccount;
}

export const CAPACITY_PROVIDERS: Table<ProviderRow> = {
  file: 'capacity-providers.csv',
  rows: `A row per interval and capacity provider. Instances outside any provider, when there are any, are the rows with an empty name. Where work runs on
Fargate, FARGATE and FARGATE_SPOT have rows, in which the columns of instances are empty.`,
  columns: [
    column('time_ms', 'ms', 'End of the interval.', ({ timeMs }) => timeMs),
    column('capacity_provider', '', 'Its name.', ({ group }) => nameCell(group.name)),
    ofInstances('needed_instances', 'instances', 'M of the last measurement.', ({ needed }) => needed),
    ofInstances('running_instances', 'instances', 'N of the last measurement.', ({ running }) => running),
    ofInstances(
      'reservation_percent',
      '%',
      '100 M / N. With N = 0 it is 200 when an instance is needed, else the target. Empty without managed scaling. The value is as measured: where the scaler uses another one (the target, by `incompatibleOnly: freeze`; 100, by `emptyGroup: aws2019`), only its decision shows that.',
      reservationPercent,
    ),
    ofInstances('target_percent', '%', 'targetCapacity. Empty without managed scaling.', ({ targetPercent }) => targetPercent),
    column(
      'waiting_tasks',
      'tasks',
      'Tasks in PROVISIONING without an instance, at the last measurement; on Fargate tasks without capacity, now.',
      ({ group }) => (group.platform === null ? group.waiting : group.platform.waiting),
    ),
    ofInstances('desired_instances', 'instances', 'DesiredCapacity of the group.', ({ desired }) => desired),
    ofInstances('booting_instances', 'instances', 'Launched, not yet registered.', ({ booting }) => booting),
    ofInstances('active_instances', 'instances', 'Registered and not draining.', ({ active }) => active),
    ofInstances('draining_instances', 'instances', 'Draining.', ({ draining }) => draining),
    ofInstances('cpu_reserved_percent', '%', 'CPU that tasks reserve now, as a share of the CPU of registered instances.', (group) =>
      reservedPercent(group, CPU),
    ),
    ofInstances('memory_reserved_percent', '%', 'The same for memory.', (group) => reservedPercent(group, MEMORY)),
    ofInstances('eni_reserved_percent', '%', 'The same for ENIs of awsvpc tasks.', (group) => reservedPercent(group, ENI)),
    column(
      'cost_usd',
      'USD',
      'Billed since the start at list price, as if the run ended now. Other items and commitments are not in it.',
      ({ costs, index }) => usdCell(costs.of({ group: index }).money),
    ),
    ofInstances(
      'on_demand_instances',
      'instances',
      'On-Demand instances launched and not terminated. External instances count neither here nor as Spot.',
      ({ instances, spot, external }) => instances.now - spot.now - external,
    ),
    ofInstances('spot_instances', 'instances', 'The same of Spot.', ({ spot }) => spot.now),
    ofInstances(
      'pooled_instances',
      'instances',
      'Instances in the warm pool, ready or not. Only the two columns before count them as well.',
      ({ pooled }) => pooled,
    ),
    column('running_tasks', 'tasks', 'Tasks in RUNNING whose strategy chose it.', ({ group }) => group.runningTasks),
    column('fargate_vcpus', 'vCPUs', 'vCPUs in use, which count towards the quota. Empty for instances.', ({ group: { platform } }) =>
      platform === null ? null : platform.cpuUnits.now / CPU_UNITS_PER_VCPU,
    ),
  ],
};

/** 100 M / N as AWS publishes it; null if managed scaling is off. */
export function reservationPercent(group: GroupAccount): number | null {
  if (group.targetPercent === null) return null;
  if (group.running > 0) return rounded((100 * group.needed) / group.running, SHARE_DIGITS);
  return group.needed > 0 ? EMPTY_BUT_NEEDED_PERCENT : group.targetPercent;
}

function reservedPercent({ reserved, capacity }: GroupAccount, resource: number): number | null {
  return percent(reserved.now(resource), capacity.now(resource));
}

/** A column that is empty in the rows of Fargate. */
function ofInstances(name: string, unit: string, description: string, cell: (group: GroupAccount) => Cell) {
  return column<ProviderRow>(name, unit, description, ({ group }) => (group.platform === null ? cell(group) : null));
}
