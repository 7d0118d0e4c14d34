import { join } from 'node:path';
import { intoDirectory } from '../../../cli/into-directory.js';
import { RunsProgress } from '../../../cli/runs-progress.js';
import { look, pathShown, tellWarnings } from '../../../cli/terminal.js';
import { changedBy } from '../../../run/incident/plan.js';
import { incidentStudy } from '../../../run/incident/study.js';
import { localRunner } from '../../../run/jobs/local-runner.js';
import { pageParts } from '../../../run/page-parts.js';
import type { RunDirectory } from '../../../run/run-directory.js';
import { resolvedScenario } from '../../../run/write-run.js';
import type { InsurancePlan } from './plan.js';
import type { InsuranceResult } from './result.js';
import { runInsurances } from './run.js';
import { insuranceCsv, insuranceJson, insurancePage, insuranceText } from './text.js';

interface Asked {
  readonly out: string | undefined;
  readonly json: boolean;
  readonly replications: number;
  readonly workers: number | null;
  /** The command that repeats it. */
  readonly command: string;
}

/** The scenario with the cheapest insurance that survives. */
const INSURED = 'insured';

/** Tries what reduces the cost of an incident, writes the files and returns what is printed. */
export async function adviseInsurance(plan: InsurancePlan, { out, json, replications, workers, command }: Asked): Promise<string> {
  const { control } = plan.base;
  tellWarnings(plan.scenario);
  const place = out ?? join('reports/out', `${control.setup.name}-insurance`);
  return intoDirectory(place, async (directory, signal) => {
    const { carried } = await incidentStudy(plan.base, replications);
    const runner = localRunner(workers, [carried]);
    const bar = new RunsProgress();
    try {
      const result = await runInsurances(plan, { runner, signal, replications, progress: (state) => bar.show(state) });
      await writeInsurance(plan, result, { directory, command });
      const page = pathShown(directory.path, 'report.html');
      const scenario = isInsured(result) ? `Scenario: ${pathShown(directory.path, `${INSURED}.yaml`)}\n` : '';
      return json ? insuranceJson(result) : `${insuranceText(result, look())}\nPage: ${page}\n${scenario}`;
    } finally {
      bar.clear();
      await runner.close();
    }
  });
}

function isInsured({ cheapest }: InsuranceResult): boolean {
  return cheapest !== null && cheapest.insurances.length > 0;
}

async function writeInsurance(
  { base: { control } }: InsurancePlan,
  result: InsuranceResult,
  { directory, command }: { readonly directory: RunDirectory; readonly command: string },
): Promise<void> {
  directory.file('summary.json', insuranceJson(result));
  directory.file('insurance.csv', insuranceCsv(result));
  directory.file('report.html', insurancePage(result, pageParts(command)));
  if (!isInsured(result)) return;
  const own = { path: 'name', value: JSON.stringify(`${control.setup.name}-${INSURED}`) };
  const scenario = changedBy(control, [...result.cheapest!.insurances.flatMap(({ set }) => set), own]);
  directory.file(`${INSURED}.yaml`, await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}
