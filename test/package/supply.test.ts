import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const OUT = 'reports/out/supply';

describe('npm run supply', () => {
  it('writes an SBOM and the licences of all that is installed with the package or part of its build, also without a registry', () => {
    const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9' };
    const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/supply.mjs'], { cwd: root, encoding: 'utf8', env });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { bomFormat, components } = JSON.parse(readFileSync(join(root, OUT, 'sbom.cdx.json'), 'utf8'));
    expect(stdout).toBe(
      `${components.length} packages are parts of this one or installed with it: ${OUT}/sbom.cdx.json and licences.csv\n` +
        'The registry does not answer: known weaknesses are not looked up.\n',
    );
    expect(bomFormat).toBe('CycloneDX');
    const rows = readFileSync(join(root, OUT, 'licences.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rows).toHaveLength(components.length + 1);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packages = rows.map((row) => row.split(',')[0]);
    expect(Object.keys(dependencies).filter((name) => !packages.includes(name))).toEqual([]);
    expect(packages).toContain('chart.js');
    expect(rows.find((row) => row.startsWith('yargs,'))).toMatch(/^yargs,[\d.]+,MIT$/);
  });
});
