/** Debian's Chromium, offline, as root in a container. A missing one fails the test: these tests are for machines that have it. */
export const CHROMIUM = {
  executablePath: process.env.DRYDOCK_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
