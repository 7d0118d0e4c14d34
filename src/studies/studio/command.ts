import { basename } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { interrupted } from '../../cli/interrupts.js';
import { NUMBER, TEXT } from '../../cli/scenario-options.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { tryScenario } from '../../run/scenario-file.js';
import { nearest } from '../../scenario/text/suggest.js';
import { whyNoFile, writeWhole } from '../import/whole-files.js';
import { builtStudio, lessonsOf, type Opened } from './built.js';

interface StudioArguments {
  scenario?: string | undefined;
  lesson?: string | undefined;
  html?: string | undefined;
  port: number;
}

const PORT_MAX = 65_535;

export const studioCommand: CommandModule<object, StudioArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'A scenario to open, YAML or JSON; mistakes in it are shown in the editor' })
      .option('lesson', {
        ...TEXT,
        describe: 'Open a lesson of the course instead, by its word, such as headroom',
      })
      .option('html', {
        ...TEXT,
        describe: 'Write the studio with the scenario or lesson as one file, which works from disk, and end',
      })
      .option('port', { ...NUMBER, default: 0, describe: 'Port on 127.0.0.1; 0: any that is free' })
      .example('$0 studio scenario.yaml', '')
      .example('$0 studio scenario.yaml --html class.html', 'to mail to a class')
      .example('$0 studio --lesson headroom --html lesson.html', 'a lesson as a file') as unknown as Argv<StudioArguments>,
  handler: async ({ scenario, lesson, html, port }) => {
    if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) throw new UserError([`--port: write a whole number from 0 to ${PORT_MAX}`]);
    const studio = builtStudio();
    const mistakes = [
      html === undefined ? undefined : whyNoFile({ option: '--html', path: html }),
      lesson === undefined ? undefined : whyNoLesson(lesson, lessonsOf(studio)),
      lesson === undefined || scenario === undefined ? undefined : `--lesson ${lesson}: the studio opens it or ${scenario}, not both`,
    ].filter((why) => why !== undefined);
    const inScenario = orAllMistakes(mistakes, () => (scenario === undefined ? null : openedOf(scenario)));
    const opened = lesson === undefined ? inScenario : { lesson };
    if (html !== undefined) {
      const { studioFile } = await import('./one-file.js');
      writeWhole([{ option: '--html', path: html, content: studioFile(studio, opened) }]);
      process.stdout.write(`${html}\n`);
      return;
    }
    const { serveStudio } = await import('./server.js');
    const { address, close } = await serveStudio(studio, { opened, port });
    process.stdout.write(`Drydock Studio: ${address}\nIt answers this machine alone. Ctrl-C ends it.\n`);
    await interrupted();
    await close();
  },
};

function whyNoLesson(word: string, lessons: readonly string[]): string | undefined {
  if (lessons.includes(word)) return undefined;
  const near = nearest(word, lessons);
  return `--lesson ${word}: there is no such lesson; ${near === undefined ? `there are ${lessons.join(', ')}` : `did you mean ${near}?`}`;
}

function openedOf(path: string): Opened {
  const { inputs } = tryScenario(path, []);
  const name = basename(path);
  const { [name]: text = '', ...files } = Object.fromEntries(inputs);
  return { name, text, files };
}
