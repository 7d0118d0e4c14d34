import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { QUOTA_ROWS } from '../conformance/quota-rows.js';

it('every row of the table of quotas has its fate', () => {
  const rows = parse(readFileSync(join(process.env.DRYDOCK_DATA!, 'aws/quotas.csv')), { columns: true }) as Record<string, string>[];
  expect(QUOTA_ROWS.map(([name, value]) => [name, value])).toEqual(rows.map(({ name, value }) => [name, value]));
});
