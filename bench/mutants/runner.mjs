// `node runner.mjs BUNDLE FIRST SEEDS`: the digests of drawn scenarios by a bundled engine, a line of JSON each.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , bundle, first, seeds] = process.argv;
const { swarmDigests } = await import(pathToFileURL(bundle).href);
for (const run of swarmDigests(Number(first), Number(seeds))) writeSync(1, `${JSON.stringify(run)}\n`);
