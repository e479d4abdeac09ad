// node scripts/browser.ts: prints the browser that the journeys use, getting one if there is none.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { programs } from './programs.ts';

/**
 * On PATH, in the order in which they are taken: Chromium without the window that nobody sees takes two
 * thirds of the processor time.
 */
const EXECUTABLE_NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
/** Debian's, in the order in which they are tried: older releases have only the second. */
const APT_PACKAGES = ['chromium-headless-shell', 'chromium'];
const INSTALL_MS_MAX = 10 * 60_000;

/** How the browser is started for journeys and for judging pages. */
export const browserArguments: readonly string[] = [
  // Nothing here needs the world outside, and a closed network makes waiting for it slow.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  // Chromium's sandbox refuses root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

if (import.meta.main) console.log(await findBrowser());

/**
 * Finds a Chromium, or gets one: BROWSER_PATH, Playwright's own, one on PATH, Playwright's download,
 * the system's package. Says what it does when that takes time.
 *
 * @returns the executable's path
 * @throws with what to do when every way fails
 */
export async function findBrowser(): Promise<string> {
  const found = findInstalled() ?? (downloadWithPlaywright() || installWithApt());
  if (!found) {
    throw new Error(
      'No Chromium was found and none could be installed. Install Chromium or Google Chrome, ' +
        'or set BROWSER_PATH to one.',
    );
  }
  // Playwright reads its settings again in each of its processes: they need not search again.
  process.env.BROWSER_PATH = found;
  return found;
}

function findInstalled(): string | undefined {
  const wanted = process.env.BROWSER_PATH;
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new Error(`BROWSER_PATH is ${wanted}, which is no program. Unset it or correct it.`);
  }
  return [chromium.executablePath(), ...listPathCandidates()].find(isExecutable);
}

function listPathCandidates(): string[] {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return EXECUTABLE_NAMES.flatMap((name) => directories.map((directory) => join(directory, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function downloadWithPlaywright(): string | undefined {
  console.error('No Chromium found. Downloading one through Playwright …');
  run(process.execPath, [programs.playwright, 'install', '--no-shell', 'chromium']);
  return findInstalled();
}

function installWithApt(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  run('apt-get', ['update', '-qq']);
  for (const name of APT_PACKAGES) {
    console.error(`The download is closed. Installing the package ${name} …`);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
    const found = findInstalled();
    if (found) return found;
  }
  return undefined;
}

/** Whether it worked shows in whether there is a browser afterwards. */
function run(program: string, args: string[]): void {
  spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: INSTALL_MS_MAX,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
