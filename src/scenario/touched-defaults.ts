import { CHANGED_DEFAULTS, type ChangedDefault } from './changed-defaults.js';
import type { Scenario, ServiceText } from './schema.js';
import { formatPath } from './text/item-names.js';
import type { Path } from './text/problem.js';
import { valueAt } from './text/valid-parts.js';

/** A changed default that a file relies on, with the places where it could set the earlier value. */
export interface TouchedDefault extends Pick<ChangedDefault, 'setting' | 'before' | 'now'> {
  readonly places: readonly string[];
}

/**
 * The changed defaults that touch a file: it leaves the setting out, and the scenario has what the setting is about.
 *
 * @param written - The file as plain data.
 * @param scenario - The same with its defaults.
 */
export function touchedDefaults(written: unknown, scenario: Scenario): TouchedDefault[] {
  return CHANGED_DEFAULTS.flatMap(({ setting, before, now, touches }) => {
    const places = leftOut(written, setting).filter((path) => touches(scenario, serviceAt(scenario, path)));
    return places.length === 0 ? [] : [{ setting, before, now, places: places.map((path) => formatPath(written, path)) }];
  });
}

/** The paths of a setting that the file does not write. */
function leftOut(written: unknown, setting: string): Path[] {
  const [list = '', key] = setting.split('[].');
  const items = valueAt(written, [list]);
  const itemPaths = (keys: Path) => (Array.isArray(items) ? items.map((_, i): Path => [list, i, ...keys]) : []);
  const paths = key === undefined ? [list.split('.')] : itemPaths(key.split('.'));
  return paths.filter((path) => valueAt(written, path) === undefined);
}

function serviceAt({ services }: Scenario, [list, index]: Path): ServiceText | undefined {
  return list === 'services' ? services[Number(index)] : undefined;
}
