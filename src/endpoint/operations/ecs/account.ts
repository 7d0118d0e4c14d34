import type { ECS } from '@aws-sdk/client-ecs';
import { accountSettings } from '../../../answers/cluster.js';
import { invalidParameter } from '../../aws-error.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';

const lists = listsOf('ecs', 10);

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly principalArn: string;
}

/** Calls on the settings of the account, which in a simulation has one principal. */
export const ACCOUNT = {
  ListAccountSettings: lists(
    'settings',
    ['name', 'effectiveSettings', 'principalArn', 'value'],
    ({ name, value, principalArn: principal }, context) =>
      settingsOf(context).filter(
        (one) =>
          (name === undefined || one.name === name) &&
          (value === undefined || one.value === value) &&
          (principal === undefined || one.principalArn === principal),
      ),
  ),
  PutAccountSetting: writes(['name', 'value', 'principalArn'], (input, context) => put(context, input)),
  PutAccountSettingDefault: writes(['name', 'value'], (input, context) => put(context, input)),
  DeleteAccountSetting: writes(['name', 'principalArn'], ({ name = '' }, context) => {
    const setting = settingsOf(context).find((one) => one.name === name);
    if (name === TRUNKING || setting === undefined) throw invalidParameter(`The setting ${name} cannot be deleted.`);
    context.cluster.apiState.settings.delete(name);
    return { setting };
  }),
} satisfies OperationsOf<ECS>;

/** The names that ECS takes (API reference, PutAccountSetting). */
const NAMES: readonly string[] = [
  'awsvpcTrunking',
  'containerInsights',
  'containerInstanceLongArnFormat',
  'defaultLogDriverMode',
  'dualStackIPv6',
  'fargateEventWindows',
  'fargateFIPSMode',
  'fargateTaskRetirementWaitPeriod',
  'guardDutyActivate',
  'serviceLongArnFormat',
  'tagResourceAuthorization',
  'taskLongArnFormat',
];

/** Decides which instances get a trunk. */
const TRUNKING = 'awsvpcTrunking';

function settingsOf({ cluster }: Context): Setting[] {
  const { settings: own } = accountSettings(cluster.moment) as { settings: Setting[] };
  const principalArn = own[0]!.principalArn;
  return [...own, ...[...cluster.apiState.settings].map(([name, value]) => ({ name, value, principalArn }))];
}

function put(
  context: Context,
  { name = '', value = '' }: { readonly name: string | undefined; readonly value: string | undefined },
): object {
  if (!NAMES.includes(name)) throw invalidParameter(`There is no account setting ${JSON.stringify(name)}: ${NAMES.join(', ')}.`);
  const own = settingsOf(context).find((one) => one.name === name);
  if (name === TRUNKING && own?.value !== value)
    throw invalidParameter(`Drydock takes ${TRUNKING} from the scenario: cluster.accountSettings.`);
  if (name !== TRUNKING) context.cluster.apiState.settings.set(name, value);
  return { setting: settingsOf(context).find((one) => one.name === name) };
}
