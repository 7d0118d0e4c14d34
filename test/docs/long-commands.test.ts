import { commandsOf, isListed, LONG, PAGES, runsWhatPagesShow } from './shown-commands.js';

runsWhatPagesShow(
  'long-commands',
  PAGES.flatMap(commandsOf).filter((command) => isListed(command, LONG)),
);
