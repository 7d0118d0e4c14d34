import { commandsOf, isListed, LONG, PAGES, runsWhatPagesShow } from './shown-commands.js';

runsWhatPagesShow(PAGES.flatMap(commandsOf).filter((command) => isListed(command, LONG)));
