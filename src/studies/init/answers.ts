import { UserError } from '../../run/failure.js';
import type { Answers, NetworkMode, ServiceAnswer } from './answer.js';
import {
  CPU_FIELD,
  DURATION_FIELD,
  type Field,
  instanceTypeField,
  MEMORY_FIELD,
  NAME_FIELD,
  REGION_FIELD,
  type Read,
  TARGET_FIELD,
  TASKS_FIELD,
  type Tasks,
} from './fields.js';
import type { FoundDefinition } from './files.js';
import { beside } from './files.js';
import type { Prompter } from './questions.js';

export interface AnswerOptions {
  readonly service: readonly string[];
  readonly instanceType?: string | undefined;
  readonly duration?: string | undefined;
  readonly region?: string | undefined;
  readonly targetCapacity?: string | undefined;
  readonly networkMode?: NetworkMode | undefined;
  readonly yes: boolean;
  readonly out: string;
}

/** The source of answers that no option gives: questions, or the defaults. */
interface Rest {
  readonly prompter: Prompter | null;
  readonly definitions: readonly FoundDefinition[];
  /** Mistakes of other options. */
  readonly wrong: readonly string[];
}

export interface Answered {
  readonly answers: Omit<Answers, 'name'>;
  /** Defaults without a prompt: one line each. */
  readonly assumed: readonly string[];
}

/** Reads the options, then prompts for missing ones, or takes defaults. Throws all mistakes of the options at once. */
export async function answersOf(options: AnswerOptions, { prompter, definitions, wrong }: Rest): Promise<Answered> {
  const mistakes = [...wrong];
  const region = given(options.region, '--region', REGION_FIELD, mistakes) ?? REGION_FIELD.standard!;
  const typeField = instanceTypeField(region);
  const type = given(options.instanceType, '--instance-type', typeField, mistakes);
  const duration = given(options.duration, '--duration', DURATION_FIELD, mistakes);
  const target = given(options.targetCapacity, '--target-capacity', TARGET_FIELD, mistakes) ?? Number(TARGET_FIELD.standard);
  const services = servicesGiven(options, definitions, mistakes);
  const open = definitions.filter(({ family }) => !services.some(({ name }) => name === family));
  const isMissing = services.length === 0 || open.length > 0;
  if (mistakes.length > 0) throw new UserError(mistakes);
  const missing = [
    ...(isMissing ? [missingServices(open)] : []),
    ...(type === undefined ? ['--instance-type'] : []),
    ...(duration === undefined ? ['--duration'] : []),
  ];
  if (missing.length > 0 && prompter === null && !options.yes)
    throw new UserError([
      `drydock init asks on a terminal, and this is none: give ${missing.join(' and ')}, or --yes to take the defaults`,
    ]);
  const assumed: string[] = [];
  const choose = <T>(field: Field<T>, what: (text: string) => string): Promise<T> => {
    if (prompter !== null && !options.yes) return prompter.prompt(field);
    assumed.push(what(field.standard!));
    return Promise.resolve(field.read(field.standard!).value as T);
  };
  const prompted = isMissing ? await servicesPrompted({ options, open, prompter, choose }) : [];
  return {
    answers: {
      services: [...services, ...prompted],
      instanceType: type ?? (await choose(typeField, (text) => `the instance type is ${text} (--instance-type)`)),
      duration: duration ?? (await choose(DURATION_FIELD, (text) => `${text} are simulated (--duration)`)),
      region,
      targetCapacity: target,
      networkMode: options.networkMode ?? 'awsvpc',
    },
    assumed,
  };
}

function missingServices(open: readonly FoundDefinition[]): string {
  if (open.length > 0) return open.map(({ family }) => `--service ${family}=TASKS`).join(', ');
  return '--service NAME=CPU,MEMORY,TASKS';
}

function given<T>(text: string | undefined, option: string, { read }: Field<T>, mistakes: string[]): T | undefined {
  if (text === undefined) return undefined;
  const { value, wrong } = read(text);
  if (wrong !== undefined) mistakes.push(`${option} ${text}: ${wrong}`);
  return value;
}

function servicesGiven(
  { service: texts, out }: AnswerOptions,
  definitions: readonly FoundDefinition[],
  mistakes: string[],
): ServiceAnswer[] {
  const services: ServiceAnswer[] = [];
  for (const text of texts) {
    const { value, wrong } = readService(text, definitions, out);
    if (wrong !== undefined) mistakes.push(`--service ${text}: ${wrong}`);
    else if (services.some(({ name }) => name === value.name)) mistakes.push(`--service ${text}: there is a service ${value.name} already`);
    else services.push(value);
  }
  return services;
}

/** `NAME=CPU,MEMORY,TASKS`, or `NAME=TASKS` for a task definition of a file. */
function readService(text: string, definitions: readonly FoundDefinition[], out: string): Read<ServiceAnswer> {
  const [, name = '', rest = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const parts = rest.split(',').map((part) => part.trim());
  const definition = definitions.find(({ family }) => family === name);
  if (definition !== undefined && parts.length === 1) {
    const { value, wrong } = TASKS_FIELD.read(rest);
    return wrong === undefined ? { value: serviceOf(definition, value, out) } : { wrong: `${rest} ${wrong}` };
  }
  if (parts.length !== 3) return { wrong: 'write it as NAME=CPU,MEMORY,TASKS, such as web=512,1024,6 or web=.5vCPU,1GB,6-18' };
  const [cpu, memory, tasks] = [CPU_FIELD.read(parts[0]!), MEMORY_FIELD.read(parts[1]!), TASKS_FIELD.read(parts[2]!)] as const;
  const faults = [
    ...mistakesIn(name, NAME_FIELD.read(name)),
    ...(cpu.wrong === undefined ? [] : [`CPU ${cpu.wrong}`]),
    ...(memory.wrong === undefined ? [] : [`memory ${memory.wrong}`]),
    ...mistakesIn(parts[2]!, tasks),
  ];
  if (faults.length > 0) return { wrong: faults.join('; ') };
  return { value: { name, task: { cpu: cpu.value!, memory: memory.value! }, tasks: tasks.value! } };
}

function mistakesIn(subject: string, { wrong }: Read<unknown>): string[] {
  return wrong === undefined ? [] : [`${subject === '' ? 'the name' : subject} ${wrong}`];
}

function serviceOf({ file, family }: FoundDefinition, tasks: Tasks, out: string): ServiceAnswer {
  return { name: family, task: { file: beside(out, file), family }, tasks };
}

interface Open {
  readonly options: AnswerOptions;
  readonly open: readonly FoundDefinition[];
  readonly prompter: Prompter | null;
  choose<T>(field: Field<T>, what: (text: string) => string): Promise<T>;
}

async function servicesPrompted({ options, open, prompter, choose }: Open): Promise<ServiceAnswer[]> {
  const services: ServiceAnswer[] = [];
  for (const definition of open) {
    const { family } = definition;
    const field = { ...TASKS_FIELD, question: `${definition.file}: tasks of ${family}, such as 4; or from night to day, such as 4-12` };
    const tasks = await choose(field, (text) => `service ${family} has ${text} tasks (--service ${family}=TASKS)`);
    services.push(serviceOf(definition, tasks, options.out));
  }
  if (open.length > 0) return services;
  if (prompter === null || options.yes) {
    const example = { cpu: CPU_FIELD.standard!, memory: MEMORY_FIELD.standard! };
    const text = `one service web: ${TASKS_FIELD.standard} tasks of ${example.cpu} CPU units and ${example.memory} MiB (--service)`;
    return [{ name: 'web', task: example, tasks: await choose(TASKS_FIELD, () => text) }];
  }
  for (;;) {
    const first = services.length === 0 ? { ...NAME_FIELD, question: 'Name of a service', standard: 'web' } : NAME_FIELD;
    const name = await prompter.promptOrEnd(withoutTaken(first, services));
    if (name === null) return services;
    const task = { cpu: await prompter.prompt(CPU_FIELD), memory: await prompter.prompt(MEMORY_FIELD) };
    services.push({ name, task, tasks: await prompter.prompt(TASKS_FIELD) });
  }
}

function withoutTaken(field: Field<string>, services: readonly ServiceAnswer[]): Field<string> {
  const read = (text: string): Read<string> =>
    services.some(({ name }) => name === text) ? { wrong: 'is the name of another service already' } : field.read(text);
  return { ...field, read };
}
