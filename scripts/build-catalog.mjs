// Writes src/catalog/data/*.ts from data/catalog/*.csv: node scripts/build-catalog.mjs [OUT_FOLDER]
// The same CSV files give the same bytes. Each of their rows has the source of its figures.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readOptions } from './options.mjs';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1'];
const BUCKETS = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'];
/** Letter after a price: the source column of the CSV begins so. The catalogue's prices.ts has the letters' full names. */
const PRICE_SOURCES = { 'karpenter 2026-07-20': 'k', 'parsec 2026-02-17': 'p', 'advisor 2026-03-15': 'a' };
const NONE = '-';

const csvFolder = join(import.meta.dirname, '../data/catalog');
const { positionals } = readOptions('node scripts/build-catalog.mjs [OUT_FOLDER]', {}, 1);
const out = positionals[0] ?? join(import.meta.dirname, '../src/catalog/data');
const readCsv = (name) => parse(readFileSync(join(csvFolder, name)), { columns: true });

/** A table of the catalogue's format: a line per family, `family|size field field;size field`; a field holds no blank. */
function table(rows, fieldsOf) {
  const families = new Map();
  for (const row of rows) {
    const [family, size] = row.instance_type.split('.');
    if (!families.has(family)) families.set(family, []);
    families.get(family).push([size, ...fieldsOf(row)].map((field) => String(field).replaceAll(' ', '_')).join(' '));
  }
  return [...families].map(([family, sizes]) => `${family}|${sizes.join(';')}`).join('\n');
}

function architectureOf({ arch }) {
  const letter = { x86_64: 'x', 'i386|x86_64': 'x', x86_64_mac: 'x', arm64: 'a', arm64_mac: 'a' }[arch];
  if (letter === undefined) throw new Error(`architecture ${arch} is new: say here what ECS would call it`);
  return letter;
}

function trunkOf(type, ecsTable, isUnsupported) {
  const ecs = ecsTable.get(type.instance_type);
  if (ecs) return `${ecs.task_limit_with_trunking}${ecs.in_unsupported_list === 'no' ? '' : '!'}`;
  if (type.task_limit_trunk === '' || isUnsupported(type)) return NONE;
  return `~${type.task_limit_trunk}`;
}

function acceleratorsOf(type) {
  if (type.gpu_manufacturer === 'NVIDIA') return ['gpu', type.gpus, type.gpu_model, type.gpu_memory_mib];
  if (Number(type.gpus) > 0) return ['other', type.gpus, `${type.gpu_manufacturer} ${type.gpu_model}`];
  if (Number(type.accelerators) > 0) return ['other', type.accelerators, type.accelerator_model];
  return [];
}

function typeFields(ecsTable, isUnsupported) {
  return (type) => {
    const marks = `${type.current_generation === 'True' ? '' : 'p'}${type.bare_metal === 'True' ? 'm' : ''}${type.arch.endsWith('_mac') ? 'M' : ''}`;
    const trunk = trunkOf(type, ecsTable, isUnsupported);
    return [type.vcpus, type.memory_mib, type.task_limit_no_trunk, trunk, architectureOf(type) + marks, ...acceleratorsOf(type)];
  };
}

function priceFields(type) {
  const columns = REGIONS.map((region) => region.replaceAll('-', '_'));
  const prices = columns.map((column) => {
    const usd = type[`usd_h_${column}`];
    const source = column === 'us_east_1' ? type.source_us_east_1 : type.source_other;
    if (usd === '') return NONE;
    if (!(source in PRICE_SOURCES)) throw new Error(`price source "${source}" of ${type.instance_type} is new: give it a letter`);
    return `${usd}${PRICE_SOURCES[source]}`;
  });
  const spots = columns.map((column) => {
    const savings = type[`spot_savings_pct_${column}`];
    return savings === '' ? NONE : `${savings}/${BUCKETS.indexOf(type[`spot_interruption_${column}`])}`;
  });
  return [...prices, ...spots];
}

function memoryFields(row) {
  const other = row.bottlerocket_other_host_mib === '' ? '' : `/${row.bottlerocket_other_host_mib}`;
  const al2 = row.al2_kernel414_mib_est === '' ? '' : `+${Number(row.al2_kernel414_mib_est) - Number(row.bottlerocket_mib)}`;
  return [`${row.source.startsWith('estimate: ') ? '~' : ''}${row.bottlerocket_mib}${other}${al2}`];
}

const ECS_AMIS = {
  'Amazon Linux 1 ECS-optimized': 'al1',
  'Amazon Linux 2 ECS-optimized': 'al2',
  'Amazon Linux 2023 ECS-optimized': 'al2023',
  'Windows Server ECS-optimized': 'windows',
};

/** Records of container instances whose type is named, on a plain ECS-optimized AMI, not rounded by hand. */
function ecsRecords(types) {
  const records = new Map();
  for (const row of readCsv('registered-memory-seen.csv')) {
    const ami = Object.keys(ECS_AMIS).find((name) => row.ami.startsWith(name));
    if (!types.has(row.instance_type) || ami === undefined || /gpu|neuron/.test(row.ami) || /ignore/.test(row.agent_or_kernel)) continue;
    const key = `${row.instance_type} ${ECS_AMIS[ami]}`;
    records.set(key, [...(records.get(key) ?? []), row]);
  }
  return records;
}

/** AWS's own page before a table over many types, that before single records; of these the most frequent, then the earliest. */
function preferred(rows) {
  const standing = (row) =>
    row.source.includes('docs.aws.amazon.com') ? 2 : /table by type|mem_by_instance/.test(row.agent_or_kernel) ? 1 : 0;
  const best = Math.max(...rows.map(standing));
  const candidates = rows.filter((row) => standing(row) === best).map((row) => row.registered_mib);
  const frequency = (mib) => candidates.filter((other) => other === mib).length;
  return candidates.reduce((kept, mib) => (frequency(mib) > frequency(kept) ? mib : kept));
}

function observedMemory(types) {
  const lines = { al1: [], al2: [], al2023: [], windows: [] };
  for (const [key, rows] of ecsRecords(types)) {
    const [type, ami] = key.split(' ');
    lines[ami].push(`${type} ${preferred(rows)}`);
  }
  return Object.entries(lines)
    .map(([ami, entries]) => `${ami}|${entries.sort().join(';')}`)
    .join('\n');
}

function fargateSizes() {
  const lines = new Map();
  for (const { os, cpu_units, min_platform_version, memory_mib } of readCsv('fargate-sizes.csv')) {
    const key = `${os.toLowerCase()} ${cpu_units} ${min_platform_version || NONE}`;
    lines.set(key, [...(lines.get(key) ?? []), memory_mib]);
  }
  return [...lines].map(([key, memories]) => `${key} ${memories.join(' ')}`).join('\n');
}

/** The newest complete quotation for each region, system, architecture and capacity; a derived one only when there is no list price. */
function fargatePrices() {
  const quotations = new Map();
  for (const row of readCsv('fargate-prices.csv')) {
    if (row.os === 'any') continue;
    const place = [row.region, row.os, row.arch, row.capacity].join(' ');
    const key = `${place} ${row.as_of} ${row.source}`;
    const quotation = quotations.get(key) ?? {
      place,
      date: row.as_of.split(' ')[0],
      source: row.source,
      isDerived: row.is_derived === 'yes',
      usd: {},
    };
    quotation.usd[row.item] = row.price_usd;
    quotations.set(key, quotation);
  }
  const best = new Map();
  for (const quotation of quotations.values()) {
    const { vcpu_hour, gb_hour, os_license_vcpu_hour } = quotation.usd;
    const isWindows = quotation.place.includes(' windows ');
    if (!vcpu_hour || !gb_hour || (isWindows && !os_license_vcpu_hour)) continue;
    const rank = (q) => `${q.isDerived ? 0 : 1}${q.date}`;
    const rival = best.get(quotation.place);
    if (rival === undefined || rank(quotation) > rank(rival)) best.set(quotation.place, quotation);
  }
  return [...best.values()]
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ place, date, source, usd }) => {
      return `${place} ${usd.vcpu_hour} ${usd.gb_hour} ${usd.os_license_vcpu_hour ?? 0} ${date} ${source.replaceAll('`', "'")}`;
    })
    .join('\n');
}

function fargateStoragePrices() {
  const rows = readCsv('fargate-prices.csv').filter((row) => row.item === 'ephemeral_gb_hour');
  rows.sort((a, b) => (a.as_of < b.as_of ? -1 : 1));
  const newest = new Map(rows.map((row) => [row.region, row]));
  return [...newest.values()]
    .map((row) => `${row.region} ${row.price_usd} ${row.as_of} ${row.source}`)
    .sort()
    .join('\n');
}

function write(name, comment, constants) {
  const body = Object.entries(constants).map(([constant, text]) => `export const ${constant} = \`\n${text}\n\`;\n`);
  const lines = ['Generated by scripts/build-catalog.mjs: do not edit.', ...comment].map((line) => ` * ${line}`);
  writeFileSync(join(out, `${name}.ts`), `/*\n${lines.join('\n')}\n */\n${body.join('\n')}`);
}

const types = readCsv('instance-types.csv');
const names = new Set(types.map((type) => type.instance_type));
const ecsTable = new Map(readCsv('eni-trunking.csv').map((row) => [row.instance_type, row]));
const unsupported = new Set(readCsv('eni-trunking-unsupported.csv').map((row) => row.name));
const isUnsupported = (type) => unsupported.has(type.instance_type) || unsupported.has(type.instance_type.split('.')[0]);

mkdirSync(out, { recursive: true });
write(
  'instance-types',
  [
    'EC2 instance types: a line per family, `family|size fields;size fields`. The fields, in order:',
    'vCPUs, nominal MiB, awsvpc tasks without a trunk, awsvpc tasks with one (`!`: ECS also lists the type as not supported;',
    '`~`: by formula from EC2 limits; `-`: none), marks (x x86_64, a arm64, p previous generation, m bare metal, M macOS), then for types',
    'that have them: `gpu` count model MiB for NVIDIA GPUs, `other` count model for accelerators that ECS does not count as GPUs.',
    'Sources: EC2 DescribeInstanceTypes as recorded in github.com/getmoto/moto (moto/ec2/resources); branch interface limits from',
    'github.com/aws/amazon-vpc-resource-controller-k8s (limits.go); task limits with and without trunking and the list of types without',
    'trunking from the Amazon ECS Developer Guide, "Elastic network interface trunking", edition of early 2024.',
  ],
  { INSTANCE_TYPES: table(types, typeFields(ecsTable, isUnsupported)) },
);
write(
  'prices',
  [
    'EC2 prices: a line per family, `family|size fields;size fields`. The fields, in order, `-` for unknown:',
    `on-demand USD per hour (Linux) in ${REGIONS.join(', ')}, each with the letter of its source;`,
    `then for the same regions Spot savings in percent of on-demand "/" interruption bucket (0 to 4: ${BUCKETS.join(', ')}).`,
    'Sources: k github.com/aws/karpenter-provider-aws zz_generated.pricing_aws.go, 2026-07-20; p github.com/rhpds/parsec',
    'data/ec2_pricing.json, 2026-02-17; a github.com/varad-more/ec2-instance-advisor docs/data/ec2_aws_snapshot.csv, 2026-03-15.',
    'Spot: AWS Spot Advisor as recorded in github.com/alexei-led/spotinfo, 2025-06-28.',
  ],
  { EC2_PRICES: table(readCsv('prices.csv'), priceFields) },
);
write(
  'registered-memory',
  [
    'The MEMORY that instances register with ECS, in MiB. REGISTERED_MEMORY: a line per family, `family|size value;size value`;',
    'a value is the memory on Bottlerocket (`~` before it: estimated), `/` that on the other host generation of the type, `+` how much',
    'more Amazon Linux 2 registers. OBSERVED_MEMORY: a line per AMI, container instances that were seen, by type.',
    'Sources: github.com/aws/karpenter-provider-aws zz_generated.memory_overhead.go, nodes launched per type, 2023-07-11 and 2023-09-03;',
    'github.com/sentiampc/sentialabs.github.io ECS calculator, 2018-05-25; mem_by_instance of the Libra testnet terraform, 2019;',
    'docs.aws.amazon.com AmazonECS memory-management; API records in github.com/cloud-custodian, aws-cli, amazon-ecs-ami#597 and others.',
  ],
  {
    REGISTERED_MEMORY: table(readCsv('registered-memory.csv'), memoryFields),
    OBSERVED_MEMORY: observedMemory(names),
  },
);
write(
  'fargate',
  [
    'FARGATE_SIZES: system, CPU units, lowest platform version or `-`, then the MiB that go with these units.',
    'FARGATE_PRICES: region, system, architecture, capacity, USD per vCPU-hour, per GB-hour, per vCPU-hour of the Windows licence, date, source.',
    'FARGATE_STORAGE_PRICES: region, USD per GB-hour of ephemeral storage beyond 20 GB, date, source.',
    'Sources: sizes from the Amazon ECS Developer Guide, "Task size", edition of early 2024; prices as each line says.',
  ],
  { FARGATE_SIZES: fargateSizes(), FARGATE_PRICES: fargatePrices(), FARGATE_STORAGE_PRICES: fargateStoragePrices() },
);
