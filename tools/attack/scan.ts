// npm run scan: lets Wapiti, a scanner of web applications, look for what is wrong with the answers of a
// running production build on loopback: headers, cookies, policies, methods, forms. Debian: apt install wapiti.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget } from './start-target.ts';

/** https://wapiti-scanner.github.io: they judge answers; what attacks is in `npm run attack`. */
const MODULES = 'cookieflags,csp,http_headers,methods,htaccess,crlf,redirect';
const SCAN_SECONDS_MAX = 240;

/** Pages that a crawler cannot reach by links of the first. */
const PAGES = [
  'cart',
  'checkout',
  'orders',
  '?search=a&sort=price',
  'products/walnut-clock',
  'admin/sign-in',
];

/** What it reports although it is right. */
const ACCEPTED = [
  // Sent under https alone (RFC 6797, 7.2); server/http/browser-security.test.ts.
  'Strict-Transport-Security is not set',
  // Browsers removed the filter, which had holes of its own (OWASP Secure Headers).
  'X-XSS-Protection is not set',
];

const print = (line: string) => void process.stdout.write(`${line}\n`);

interface Report {
  vulnerabilities: Record<string, { path: string; info: string }[]>;
  anomalies: Record<string, { path: string; info: string }[]>;
}

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-scan-'));
try {
  process.exitCode = await scan();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function scan(): Promise<number> {
  if (spawnSync('wapiti', ['--version']).error) {
    print('scan: skipped, since Wapiti is not installed; on Debian: apt install wapiti');
    return 0;
  }
  const { system } = await startTarget({
    dataDir,
    pages: true,
    log: () => {},
    signal: new AbortController().signal,
  });
  try {
    const file = join(dataDir, 'report.json');
    const url = `${system.shopUrl}/`;
    const starts = PAGES.flatMap((page) => ['-s', url + page]);
    const limits = ['-d', '2', '-S', 'polite', '--max-scan-time', `${SCAN_SECONDS_MAX}`];
    const report = ['-f', 'json', '-o', file, '--store-session', dataDir, '--no-bugreport'];
    spawnSync('wapiti', ['-u', url, ...starts, '-m', MODULES, ...limits, ...report], {
      stdio: 'inherit',
    });
    const { vulnerabilities, anomalies } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const found = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([kind, all]) =>
      all
        .filter(({ info }) => !ACCEPTED.includes(info))
        .map(({ path, info }) => `${kind}: ${path}: ${info}`),
    );
    for (const line of found) print(line);
    print(`scan: ${found.length} findings`);
    return found.length === 0 ? 0 : 1;
  } finally {
    await system.stop();
  }
}
