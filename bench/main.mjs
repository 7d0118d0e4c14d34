// `npm run --silent bench -- NAME [options]`: figures, never tests.
import { parseArgs } from 'node:util';

/** Each is loaded when asked for, so that one's figures do not depend on what another imports. */
const BENCHES = {
  common: async () => (await import('./common.mjs')).common,
  week: async () => (await import('./week.mjs')).week,
  cli: async () => (await import('./cli.mjs')).cli,
  catalogue: async () => (await import('./catalogue.mjs')).catalogue,
};
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    machines: { type: 'string', default: '1000' },
    tasks: { type: 'string', default: '1000000' },
    policy: { type: 'string', default: 'first-fit' },
    workload: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const name = positionals[0] ?? 'common';
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`bench: no benchmark is called '${name}'; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const bench = await BENCHES[name]();
const result = await bench({ ...values, machines: Number(values.machines), tasks: Number(values.tasks) });
if (values.json) console.log(JSON.stringify(result));
else if (Array.isArray(result)) console.table(result);
else for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(28)} ${value}`);
