// `npm run --silent bench -- NAME [options]`: figures, never tests. NAME: common.
import { parseArgs } from 'node:util';
import { common } from './common.mjs';

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
if (name !== 'common') {
  console.error(`bench: no benchmark is called '${name}'; there is: common`);
  process.exit(2);
}
const result = await common({ ...values, machines: Number(values.machines), tasks: Number(values.tasks) });
if (values.json) console.log(JSON.stringify(result));
else for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(26)} ${value}`);
