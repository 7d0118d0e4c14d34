import { basename } from 'node:path';
import type { Argv } from 'yargs';
import { interrupted } from '../../cli/interrupts.js';
import { NUMBER, ofText } from '../../cli/scenario-options.js';
import type { WordsOf } from '../../cli/words.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { tryScenario } from '../../run/scenario-file.js';
import { nearest } from '../../scenario/text/suggest.js';
import { whyNoFile, writeWhole } from '../import/whole-files.js';
import { builtStudio, lessonsOf, type Opened } from './built.js';

const PORT_MAX = 65_535;

const builder = (yargs: Argv) =>
  yargs
    .positional('scenario', { type: 'string', describe: 'A scenario to open, YAML or JSON; mistakes in it are shown in the editor' })
    .option('lesson', ofText('Open a lesson of the course instead, by its name, such as headroom'))
    .option('html', ofText('Write the studio with the scenario or lesson as one file, which works from disk, and end'))
    .option('port', { ...NUMBER, default: 0, describe: 'Port on 127.0.0.1; 0: any that is free' })
    .example('$0 studio scenario.yaml', '')
    .example('$0 studio scenario.yaml --html class.html', 'to mail to a class')
    .example('$0 studio --lesson headroom --html lesson.html', 'a lesson as a file');

type StudioArguments = WordsOf<typeof builder>;

export const studioCommand = {
  builder,
  handler: async ({ scenario, lesson, html, port }: StudioArguments) => {
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
