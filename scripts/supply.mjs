// `npm run supply`: what the package is made of. Writes an SBOM (CycloneDX) and a list of licences, and queries the registry for known weaknesses where it is reachable.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './options.mjs';

const OUT = 'reports/out/supply';
/** Names the packages whose code the build contains, one above each licence. */
const BUNDLED = 'dist/bin/LICENSES.txt';
/** Licences that require no more than their distribution with the package. */
const PERMISSIVE =
  /^(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC0-1\.0|ISC|MIT|MIT-0|Python-2\.0|Unlicense|Bitstream-Vera|CC-BY-4\.0|Zlib)$/;

/** They name their licence in a file only. */
const IN_A_FILE = { 'dejavu-fonts-ttf': 'Bitstream-Vera' };

readOptions('npm run supply');

function npm(...words) {
  const { stdout, status } = spawnSync('npm', words, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 });
  return { stdout: stdout ?? '', status };
}

/** `(A OR B)` is a choice, `A AND B` is both. */
function isPermissive(expression) {
  const text = expression.replace(/[()]/g, '');
  return text.split(/ OR /).some((choice) => choice.split(/ AND /).every((licence) => PERMISSIVE.test(licence.trim())));
}

function licenceOf({ name, licenses = [] }) {
  if (licenses.length === 0) return IN_A_FILE[name] ?? 'none';
  return licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name).join(' AND ');
}

const { stdout, status } = npm('sbom', '--sbom-format', 'cyclonedx', '--workspaces=false');
if (status !== 0) {
  console.error('npm sbom fails: is everything installed? npm ci');
  process.exit(1);
}
const sbom = withoutTools(JSON.parse(stdout));
const packages = sbom.components
  .map((component) => ({
    name: `${component.group ? `${component.group}/` : ''}${component.name}`,
    version: component.version,
    licence: licenceOf(component),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
writeFileSync(
  join(OUT, 'licences.csv'),
  `${['package,version,licence', ...packages.map((one) => Object.values(one).join(','))].join('\n')}\n`,
);
const others = packages.filter(({ licence }) => !isPermissive(licence));
for (const { name, version, licence } of others) console.error(`${name} ${version}: ${licence} is no licence that this package takes`);
console.log(`${packages.length} packages are parts of this one or installed with it: ${OUT}/sbom.cdx.json and licences.csv`);

const audit = npm('audit', '--omit', 'dev', '--workspaces=false', '--json', '--fetch-retries', '0');
const found = parsed(audit.stdout)?.metadata?.vulnerabilities;
if (found === undefined) console.log('The registry does not answer: known weaknesses are not looked up.');
else {
  const { total, high = 0, critical = 0 } = found;
  console.log(
    `Known weaknesses of these packages: ${total}, ${high + critical} of them high or critical${total === 0 ? '' : '; npm audit names them'}`,
  );
}
if (others.length > 0) process.exit(1);

/** `npm sbom --omit dev` also leaves out packages that both the program and a tool need, and those that only the build needs because it contains them. */
function withoutTools(all) {
  const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const installed = new Set(
    Object.entries(locked).flatMap(([path, { version, dev }]) =>
      dev || path === '' ? [] : [`${path.split('node_modules/').at(-1)}@${version}`],
    ),
  );
  if (existsSync(BUNDLED))
    for (const [, name, version] of readFileSync(BUNDLED, 'utf8').matchAll(/^(\S+) (\d+\.\d+\.\d+\S*) \(/gm))
      installed.add(`${name}@${version}`);
  const isKept = (ref) => installed.has(ref) || ref === all.metadata.component['bom-ref'];
  const dependencies = all.dependencies.filter(({ ref }) => isKept(ref));
  return {
    ...all,
    components: all.components.filter((component) => isKept(component['bom-ref'])),
    dependencies: dependencies.map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isKept) })),
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
