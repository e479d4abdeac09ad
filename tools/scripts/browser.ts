// node tools/scripts/browser.ts: prints the path of the browser for the journeys, installing one if needed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { programs } from './programs.ts';

/**
 * Names on PATH, best first: the headless shell needs two thirds of the processor time of a full Chromium.
 */
const EXECUTABLE_NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
/** Debian packages, in order of preference; older releases have only the second. */
const APT_PACKAGES = ['chromium-headless-shell', 'chromium'];
const INSTALL_MS_MAX = 10 * 60_000;

/** Arguments of the browser for the journeys and for Lighthouse. */
export const browserArguments: readonly string[] = [
  // No request may leave the machine; without a network each would wait for a timeout.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  // Chromium's sandbox does not run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

if (import.meta.main) console.log(await findBrowser());

/**
 * Finds or installs a Chromium. In this order: BROWSER_PATH, Playwright's own, one on PATH, Playwright's
 * download, the Debian package.
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
  // Playwright evaluates its configuration in each of its processes; they find it at once.
  process.env.BROWSER_PATH = found;
  return found;
}

function findInstalled(): string | undefined {
  const wanted = process.env.BROWSER_PATH;
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new Error(`BROWSER_PATH is ${wanted}, which is not executable. Unset or correct it.`);
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
    console.error(`The download failed. Installing the Debian package ${name} …`);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
    const found = findInstalled();
    if (found) return found;
  }
  return undefined;
}

/** Ignores failures: the caller looks for the browser afterwards. */
function run(program: string, args: string[]): void {
  spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: INSTALL_MS_MAX,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
