import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

/** Runs the audit against a registry with this answer about known holes. */
async function audit(status: number, holes: object) {
  const server = createServer((request, response) => {
    const isBulk = request.url === '/-/npm/v1/security/advisories/bulk';
    request.resume();
    response.writeHead(isBulk ? status : 200, { 'content-type': 'application/json' });
    const name = decodeURIComponent(request.url!.slice(1));
    response.end(JSON.stringify(isBulk ? holes : { name, versions: {}, 'dist-tags': {} }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await runProgram(['tools/scripts/audit-packages.ts'], {
      env: { npm_config_registry: `http://127.0.0.1:${port}/` },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** With an id of its own, since npm caches what it has computed of an advisory. */
const hole = (severity: string) => ({
  pg: [
    {
      id: randomInt(2 ** 40),
      url: 'https://x.example',
      title: 'hole',
      severity,
      vulnerable_versions: '*',
    },
  ],
});

test('a hole of high severity fails, with the package', async () => {
  const { code, output } = await audit(200, hole('high'));
  expect(output).toContain('high: pg');
  expect(code).toBe(1);
});

test('one of moderate severity is counted', async () => {
  const { code, output } = await audit(200, hole('moderate'));
  expect(output).toMatch(/dependencies: [1-9]\d* known holes, 0 of them high or critical/);
  expect(code).toBe(0);
});

test('a registry without an answer is a line that says so, and no failure', async () => {
  const { code, output } = await audit(405, { error: 'no' });
  expect(output).toMatch(
    /^skipped: .*\. Run "npm run audit-packages" where the registry answers\./m,
  );
  expect(code).toBe(0);
});
