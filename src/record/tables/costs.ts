import { HOUR_MS } from '../../kernel/durations.js';
import { optionName, usdCell } from '../ledger/costs.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { column, nameCell, type Table } from './column.js';
import type { Names } from './names.js';
import type { ShownHour } from './service-costs.js';

/** An item of the bill in one hour. */
export interface CostRow {
  readonly names: Names;
  readonly cost: ReturnType<RunAccounts['costsByHour']>[number];
}

export const COSTS: Table<CostRow> = {
  file: 'costs.csv',
  rows: `A row per hour of the run and item of the bill, where the item was billed. Drydock writes the file when the run ends. The rows add up to \`cost_usd\` of the run.
Time that is rounded up beyond the end of the run may begin one more hour.`,
  columns: [
    column('hour_ms', 'ms', 'Beginning of the hour, from the start of the run.', ({ cost }) => cost.hour * HOUR_MS),
    column(
      'capacity_provider',
      '',
      'Its name, FARGATE and FARGATE_SPOT included. Empty for instances outside any, and for other items.',
      ({ names, cost: { line } }) => (line === null ? '' : names.provider(line.group)),
    ),
    column(
      'purchase_option',
      '',
      '`on-demand` or `spot`; `external` for instances outside AWS. Empty for other items.',
      ({ cost: { line } }) => (line === null ? '' : optionName(line.option)),
    ),
    column(
      'cost_usd',
      'USD',
      'Billed for time within the hour. Of a commitment: its fee less the list price of the usage that it covers; below 0 it saves.',
      ({ cost }) => usdCell(cost.money),
    ),
    column(
      'item',
      '',
      '`instances` or `fargateTasks`; `rootVolume`, `publicIpv4`, `loadBalancers` or `zoneTraffic`, where the scenario charges them; `unusedReservations`: places of Capacity Reservations that no instance took; `taskVolumes`: the EBS volumes of tasks; `reservedInstances` or `savingsPlan`.',
      ({ cost }) => cost.item,
    ),
  ],
};

export interface ServiceCostRow {
  readonly accounts: RunAccounts;
  readonly shown: ShownHour;
}

export const SERVICE_COSTS: Table<ServiceCostRow> = {
  file: 'service-costs.csv',
  rows: `A row per hour of the run and bearer of costs. Drydock writes the file when the run ends. The rows of an hour add up to those of \`costs.csv\`, the rows of a service to
its \`cost_usd\` of \`summary.json\`, and all of them to \`cost_usd\` of the run: the rest of rounding an hour is added to the next one. [money.md](../money.md#division-of-the-cost) has the
rules by which a service bears a part of its instances.`,
  columns: [
    column('hour_ms', 'ms', 'Beginning of the hour, from the start of the run.', ({ shown }) => shown.hour * HOUR_MS),
    column(
      'kind',
      '',
      '`service` or `workload`; `volumes`: the EBS volumes of its tasks; `idle`: the part of instances that no task bears; `other`: other items and the effect of commitments, which are not divided.',
      ({ accounts, shown: { bearer } }) => {
        if (typeof bearer === 'string') return bearer;
        return typeof bearer === 'number' ? accounts.owners[bearer].kind : 'volumes';
      },
    ),
    column('name', '', 'Name of the service or workload.', ({ accounts, shown: { bearer } }) => {
      if (typeof bearer === 'string') return '';
      return nameCell(accounts.owners[typeof bearer === 'number' ? bearer : bearer.volumesOf].name);
    }),
    column('cost_usd', 'USD', 'Its cost for the time within the hour, at list price.', ({ shown }) => shown.usd),
  ],
};
