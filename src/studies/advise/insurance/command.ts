import { join } from 'node:path';
import { runStudy } from '../../../cli/journalled-runs.js';
import type { Work } from '../../../cli/queue-options.js';
import { pathShown, printWarnings, terminalLook } from '../../../cli/terminal.js';
import { hashWith, type WorldsRequest } from '../../../cli/uncertain-options.js';
import { changedBy } from '../../../run/incident/plan.js';
import { incidentStudy, studyHash } from '../../../run/incident/study.js';
import { pageParts } from '../../../run/page-parts.js';
import type { RunDirectory } from '../../../run/run-directory.js';
import { resolvedScenario } from '../../../run/write-run.js';
import type { InsurancePlan } from './plan.js';
import type { InsuranceResult } from './result.js';
import { runInsurances } from './run.js';
import { insuranceCsv, insuranceJson, insurancePage, insuranceText } from './text.js';

interface InsuranceRequest {
  readonly out: string | undefined;
  readonly json: boolean;
  readonly replications: number;
  readonly work: Work;
  readonly resume: boolean;
  /** Null: the settings keep their defaults. */
  readonly worlds: WorldsRequest | null;
  /** The command that repeats it. */
  readonly command: string;
}

/** The scenario with the cheapest insurance that survives. */
const INSURED = 'insured';

/** Tries changes that reduce the cost of an incident, writes the files and prints the answer. */
export async function adviseInsurance(
  plan: InsurancePlan,
  { out, json, command, replications, worlds, resume, work }: InsuranceRequest,
): Promise<void> {
  const { control } = plan.base;
  printWarnings(plan.scenario);
  const place = out ?? join('reports/out', `${control.setup.name}-insurance`);
  const study = await incidentStudy(plan.base, replications);
  await runStudy({
    command: 'advise',
    place,
    isResuming: resume,
    ...work,
    scenarios: [study.carried],
    head: { journal: command, experiment: hashWith(studyHash(study), worlds) },
    run: (runs) => runInsurances(plan, { ...runs, replications, worlds }),
    write: async (result, { directory }) => {
      await writeInsurance(plan, result, { directory, command });
      const page = pathShown(directory.path, 'report.html');
      const scenario = isInsured(result) ? `Scenario: ${pathShown(directory.path, `${INSURED}.yaml`)}\n` : '';
      const text = json ? insuranceJson(result) : `${insuranceText(result, terminalLook())}\nPage: ${page}\n${scenario}`;
      return { text, hasFailed: false };
    },
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
  const named = { path: 'name', value: JSON.stringify(`${control.setup.name}-${INSURED}`) };
  const scenario = changedBy(control, [...result.cheapest!.insurances.flatMap(({ set }) => set), named]);
  directory.file(`${INSURED}.yaml`, await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}
