import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const MARKER = 'ada.marker@leak.example';

/** Runs a program that has a log, in a process of its own, and returns what it printed. */
function run(program: string): { lines: Record<string, unknown>[]; output: string } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    {
      encoding: 'utf8',
      env: { ...process.env, MARKER },
    },
  );
  const output = stdout + stderr;
  const lines = stdout.split('\n').filter(Boolean);
  return { lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), output };
}

const setUp = `
  const { captureConsole, createLog } = await import('#server/platform/log.ts');
  const { exitOnCrash } = await import('#server/platform/process-lifecycle.ts');
  const { MARKER } = process.env;
  const log = createLog('test', 'trace');
  exitOnCrash(log);
  captureConsole(log);`;

test.each([
  ['a field of an error', `Object.assign(new Error('no'), { detail: MARKER, query: { MARKER } })`],
  ['its message', `new Error('no such ' + MARKER)`],
  [
    'its name in the stack',
    `Object.assign(new Error(MARKER), { stack: MARKER + '\\n    at x.ts:1' })`,
  ],
  ['its cause', `new Error('no', { cause: Object.assign(new Error(MARKER), { where: MARKER }) })`],
  ['one of its errors', `new AggregateError([new Error(MARKER)], 'all of them')`],
  ['JSON that is none', `(() => { try { JSON.parse('{"' + MARKER) } catch (e) { return e } })()`],
  ['what is no error', `{ email: MARKER, nested: [{ cookie: MARKER, text: 'to ' + MARKER }] }`],
])('a log line does not contain what is in %s', (_, value) => {
  const { lines, output } = run(`${setUp}
    const err = ${value};
    log.error({ err, url: '/orders/1?key=' + MARKER + '&x=1' }, 'failed');
    console.error(' ⨯', err);
    console.warn('for ' + MARKER);`);
  expect(lines.map(({ msg }) => msg)).toEqual(['failed', 'console', 'console']);
  expect(lines[0]).toMatchObject({ url: '/orders/1?key=[hidden]&x=1' });
  expect(output).not.toContain('marker');
});

test('a crash is logged without the fields of its error', () => {
  const { lines, output } = run(`${setUp}
    setImmediate(() => { throw Object.assign(new Error('crash'), { detail: MARKER, code: '23514' }) });
    setTimeout(() => {}, 10_000);`);
  expect(lines).toMatchObject([
    { level: 60, msg: 'crashed', err: { type: 'Error', message: 'crash', code: '23514' } },
  ]);
  expect(lines[0]!.err).toHaveProperty('stack', expect.stringContaining('    at '));
  expect(output).not.toContain('marker');
});

test('an invalid input is logged by paths and codes', () => {
  const { lines } = run(`${setUp}
    const { z } = await import('zod');
    const schema = z.strictObject({ lines: z.record(z.string(), z.int()) });
    const { error } = schema.safeParse({ lines: { [MARKER]: MARKER }, [MARKER]: 1 }, { reportInput: true });
    log.error({ err: error }, 'invalid');`);
  expect(lines).toMatchObject([
    { err: { message: 'lines.…: invalid_type, input: unrecognized_keys' } },
  ]);
});

test('an error of the payment service is logged without its headers and parameters', () => {
  const { lines, output } = run(`${setUp}
    const { default: Stripe } = await import('stripe');
    const err = Stripe.errors.StripeError.generate({
      type: 'invalid_request_error', code: 'email_invalid', statusCode: 400, requestId: 'req_1',
      message: 'Invalid email address: ' + MARKER, headers: { authorization: MARKER }, param: MARKER });
    log.warn({ err }, 'refused');`);
  expect(lines).toMatchObject([{ err: { code: 'email_invalid', statusCode: 400 } }]);
  expect(output).not.toContain('marker');
});

test('what is logged is bounded', () => {
  const { output } = run(`${setUp}
    const deep = (n) => n === 0 ? 'x'.repeat(1e6) : { a: deep(n - 1), list: new Array(1000).fill('y'.repeat(100)) };
    log.error({ deep: deep(5) }, 'long');`);
  expect(output.length).toBeLessThan(30_000);
});
