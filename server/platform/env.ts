import { isIP } from 'node:net';
import { CronExpressionParser } from 'cron-parser';
import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { isCurrency } from '../shared/currencies.ts';
import { parseDuration } from './duration.ts';

/** The environment variables of the shop's processes, validated once at start. */
export type Settings = Readonly<z.output<typeof settingsSchema>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A checkout session expires after 24 hours at the latest (Stripe API, Checkout Sessions,
 * `expires_at`), so a payment window must be shorter.
 */
const PAYMENT_WINDOW_MS_MAX = 23 * HOUR_MS;

const duration = (minMs: number, maxMs: number) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === null) {
      context.addIssue(`is "${text}", which is no duration; write it like 90s, 15m or 2h`);
      return z.NEVER;
    }
    if (ms < minMs || ms > maxMs) {
      const bounds = `${minMs / 1000}s to ${maxMs / MINUTE_MS}m`;
      context.addIssue(`is "${text}", which is outside ${bounds}`);
      return z.NEVER;
    }
    return ms;
  });

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be between ${min} and ${max}`);

const originUrl = z
  .url({
    protocol: /^https?$/,
    error: 'must be an http(s) address, such as https://shop.example',
    abort: true,
  })
  .refine(
    isOriginOnly,
    'must be scheme, host and port alone, such as https://shop.example: no path, query, fragment or user',
  )
  .transform((text) => new URL(text).origin);

const PROXY_HOPS_MAX = 10;

/** Addresses, ranges and names for ranges; or how many proxies a request passes. */
const trustedProxies = z.string().transform((text, context): string[] | number => {
  const ranges = text.split(',').map((range) => range.trim());
  const hops = /^\d+$/.test(text) ? Number(text) : null;
  if (hops !== null && hops <= PROXY_HOPS_MAX) return hops;
  if (hops === null && areAddressRanges(ranges)) return ranges;
  context.addIssue(
    `is "${text}"; write the number of proxies (0 to ${PROXY_HOPS_MAX}), or addresses, ranges like 10.0.0.0/8 and the names loopback, linklocal, uniquelocal, separated by commas`,
  );
  return z.NEVER;
});

/** A setting that is not known any more: ignoring it would silently change how the shop runs. */
const replacedBy = (replacement: string) =>
  z.never({ error: `was replaced by ${replacement}; set that one and remove this` }).optional();

/** What documentation writes in place of a secret. */
const PLACEHOLDER =
  /(change|replace).?(me|this)|placeholder|your[-_ ]|example|[<>…]|\.{3}|openssl rand|(\S)\3{7}/i;

const secretList = (error: string) =>
  z.string({ error }).transform((text) => text.split(',').map((secret) => secret.trim()));

/** The first one signs, all verify. */
const secrets = secretList(
  'is missing; make one with `openssl rand -base64 32`, or set AUTH_SECRET for all three',
)
  .refine(
    (list) => list.every((secret) => secret.length >= 32),
    '(or AUTH_SECRET, which replaces it) has a secret of less than 32 characters; make one with `openssl rand -base64 32`, and separate a new and an old one by a comma',
  )
  .refine(
    (list) => !list.some((secret) => PLACEHOLDER.test(secret)),
    '(or AUTH_SECRET, which replaces it) is a placeholder; make one with `openssl rand -base64 32`',
  );

const cron = (example: string) =>
  z
    .string()
    .refine(isCronExpression, `is no cron expression that ever comes due, such as "${example}"`)
    .default(example);

const settingsSchema = z.object({
  DATABASE_URL: z
    .string({ error: 'is missing; set it to a PostgreSQL address, or run `npm start`' })
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .refine(
      (text) => URL.canParse(text),
      'cannot be read as an address; percent-encode special characters of the password, such as %23 for #',
    ),
  PREPARED_STATEMENTS: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
  DATA_DIR: z.string().default('.data'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  HOST: z
    .string()
    .refine(
      (text) => isIP(text) !== 0 || /^[\w.-]+$/.test(text),
      'must be an address or a host name to listen on, such as 0.0.0.0, without a port',
    )
    .default('127.0.0.1'),
  PORT: integer(0, 65_535).default(3000),
  PUBLIC_URL: originUrl.optional(),
  DRAIN_DELAY: duration(0, MINUTE_MS).default(0),
  KEEP_ALIVE: duration(1000, HOUR_MS).default(80_000),
  PAYMENT_WINDOW: duration(1000, PAYMENT_WINDOW_MS_MAX).default(15 * MINUTE_MS),
  RECOVERY_DELAY: duration(1000, 24 * HOUR_MS).default(5 * MINUTE_MS),
  SWEEP_CRON: cron('0 * * * *'),
  PROCESSING_ALARM: duration(1000, 90 * DAY_MS).default(7 * DAY_MS),
  // Disputes may be opened months after a payment, and then the customer must be known.
  CUSTOMER_DATA_RETENTION: z
    .literal('off')
    .transform(() => null)
    .or(duration(30 * DAY_MS, 36_500 * DAY_MS))
    .default(null),
  RAW_EVENT_RETENTION: duration(DAY_MS, 3650 * DAY_MS).default(90 * DAY_MS),
  ORDER_LINK_LIFETIME: duration(1000, 365 * DAY_MS).default(28 * DAY_MS),
  RECONCILE_CRON: cron('30 3 * * *'),
  STRIPE_SECRET_KEY: z
    .string({ error: 'is missing; it is the payment service’s secret key' })
    .refine(
      (key) => /^[rs]k_(test|live)_[\w-]+$/.test(key) && !PLACEHOLDER.test(key),
      'is no secret key of the payment service; copy the one that starts with sk_test_, sk_live_, rk_test_ or rk_live_',
    ),
  STRIPE_WEBHOOK_SECRET: secretList(
    'is missing; it is what the payment service signs its webhooks with',
  ).refine(
    (list) => list.every((secret) => /^whsec_\S{4}/.test(secret) && !PLACEHOLDER.test(secret)),
    'is no signing secret of the payment service; copy the one that starts with whsec_, and during a rotation separate the new and the old one by a comma',
  ),
  STRIPE_API_URL: originUrl.optional(),
  SESSION_SECRET: secrets,
  BUYER_SECRET: secrets,
  LINK_SECRET: secrets,
  CURRENCY: z
    .string()
    .refine(
      isCurrency,
      'must be the ISO 4217 code of a currency that can be paid with, such as EUR',
    )
    .optional(),
  MAX_OPEN_ORDERS: integer(0, 1_000_000).default(10),
  MAX_UNITS_HELD: integer(0, 1_000_000).default(20),
  MAX_UNITS_HELD_TOTAL: integer(0, 1_000_000).default(100),
  NETWORK_MAX_OPEN_ORDERS: integer(0, 1_000_000).default(40),
  NETWORK_MAX_UNITS_HELD: integer(0, 1_000_000).default(40),
  NETWORK_MAX_UNITS_HELD_TOTAL: integer(0, 1_000_000).default(200),
  CHALLENGE_AFTER_REFUSALS: integer(0, 1_000_000).default(60),
  ORDERS_PER_MINUTE: replacedBy('NETWORK_MAX_OPEN_ORDERS and NETWORK_MAX_UNITS_HELD'),
  REQUESTS_PER_MINUTE: integer(0, 10_000_000).default(3000),
  TRUSTED_PROXIES: trustedProxies.default(['loopback', 'linklocal', 'uniquelocal']),
  TRUST_PROXY: replacedBy('TRUSTED_PROXIES, which lists the proxies’ addresses or ranges'),
  REAUTHENTICATE_AFTER: duration(1000, 24 * HOUR_MS).default(15 * MINUTE_MS),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/**
 * Reads the settings from an environment.
 * @throws one error that lists every invalid variable and how to correct it
 */
export function readSettings(source: Record<string, string | undefined>): Settings {
  const nonEmpty = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { AUTH_SECRET } = nonEmpty;
  const parsed = settingsSchema.safeParse({
    ...(AUTH_SECRET && {
      SESSION_SECRET: AUTH_SECRET,
      BUYER_SECRET: AUTH_SECRET,
      LINK_SECRET: AUTH_SECRET,
    }),
    ...nonEmpty,
  });
  const conflicts = findConflicts(nonEmpty);
  if (parsed.success && conflicts.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const problems = [
    ...issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`),
    ...conflicts,
  ];
  throw new Error(`Invalid settings in the environment:\n${problems.join('\n')}`);
}

/** Settings that cannot work together. */
function findConflicts(source: Record<string, string | undefined>): string[] {
  const { PUBLIC_URL = '', STRIPE_API_URL = '', STRIPE_SECRET_KEY = '', PORT } = source;
  const conflicts = [];
  if (PORT === '0' && !PUBLIC_URL) {
    conflicts.push('  PUBLIC_URL is missing; set it to the address of the shop, since PORT is 0');
  }
  if (!isLive({ STRIPE_SECRET_KEY })) return conflicts;
  // Browsers send the shop's cookies and Stripe its live webhooks over https alone.
  if (!/^https:/i.test(PUBLIC_URL)) {
    conflicts.push(
      '  PUBLIC_URL must be the https address of the shop, such as https://shop.example, since STRIPE_SECRET_KEY is a live key',
    );
  }
  const api = URL.canParse(STRIPE_API_URL) ? new URL(STRIPE_API_URL) : null;
  if (api?.protocol === 'http:' && !LOOPBACK_HOSTS.includes(api.hostname)) {
    conflicts.push(
      '  STRIPE_API_URL must start with https, since it is sent the live key of STRIPE_SECRET_KEY',
    );
  }
  return conflicts;
}

/** Whether the shop takes real money. */
export function isLive({ STRIPE_SECRET_KEY }: Pick<Settings, 'STRIPE_SECRET_KEY'>): boolean {
  return /^(sk|rk)_live_/.test(STRIPE_SECRET_KEY);
}

/** The origin at which browsers reach the shop. */
export function publicUrl(settings: Settings): string {
  return settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
}

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The origins whose pages may call the shop: scheme, host and port of its public URL. A shop on this
 * machine is reached by each name of the machine.
 */
export function ownOrigins(settings: Settings): string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl(settings));
  if (!LOOPBACK_HOSTS.includes(hostname)) return [origin];
  return LOOPBACK_HOSTS.map((host) => new URL(`${protocol}//${host}:${port}`).origin);
}

function areAddressRanges(ranges: string[]): boolean {
  try {
    proxyAddr.compile(ranges);
    return true;
  } catch {
    return false;
  }
}

function isOriginOnly(text: string): boolean {
  const { pathname, search, hash, username, password } = new URL(text);
  return pathname === '/' && !search && !hash && !username && !password;
}

function isCronExpression(text: string): boolean {
  try {
    CronExpressionParser.parse(text, { tz: 'UTC' }).next();
    return true;
  } catch {
    return false;
  }
}
