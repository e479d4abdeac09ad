// npm run audit-packages: asks the registry for known holes in the packages of a production install,
// by the lock alone. Fails at a severity of high or critical; skipped when the registry does not answer.
import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { root } from './programs.ts';

const answerSchema = z.object({
  metadata: z.object({ vulnerabilities: z.record(z.string(), z.int()) }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
});

const args = 'audit --json --package-lock-only --omit=dev --fetch-retries=0 --fetch-timeout=10000';
const { stdout, error } = spawnSync('npm', args.split(' '), {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
  timeout: 60_000,
});
const answer = answerSchema.safeParse(parseJson(stdout));
if (!answer.success) {
  const reason = error?.message ?? 'no list of known holes came from the registry';
  console.log(`skipped: ${reason}. Run "npm run audit-packages" where the registry answers.`);
} else {
  const { metadata, vulnerabilities } = answer.data;
  const severe = Object.entries(vulnerabilities).filter(([, { severity }]) =>
    ['high', 'critical'].includes(severity),
  );
  for (const [name, { severity }] of severe) console.log(`${severity}: ${name}`);
  const total = metadata.vulnerabilities['total'] ?? 0;
  console.log(`dependencies: ${total} known holes, ${severe.length} of them high or critical`);
  if (severe.length > 0) process.exitCode = 1;
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
