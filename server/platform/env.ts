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

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address, such as https://shop.example' })
  .transform((text) => text.replace(/\/+$/, ''));

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

/** The first one signs, all verify. */
const secrets = z
  .string({
    error: 'is missing; make one with `openssl rand -base64 32`, or set AUTH_SECRET for all three',
  })
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .refine(
    (list) => list.every((secret) => secret.length >= 32),
    '(or AUTH_SECRET, which replaces it) has a secret of less than 32 characters; make one with `openssl rand -base64 32`, and separate a new and an old one by a comma',
  );

const settingsSchema = z.object({
  DATABASE_URL: z
    .string({ error: 'is missing; set it to a PostgreSQL address, or run `npm start`' })
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://'),
  PREPARED_STATEMENTS: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
  DATA_DIR: z.string().default('.data'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65_535).default(3000),
  PUBLIC_URL: httpUrl.optional(),
  PAYMENT_WINDOW: duration(1000, PAYMENT_WINDOW_MS_MAX).default(15 * MINUTE_MS),
  RECOVERY_DELAY: duration(1000, 24 * HOUR_MS).default(5 * MINUTE_MS),
  SWEEP_CRON: z
    .string()
    .refine(isCronExpression, 'is no cron expression, such as "0 * * * *"')
    .default('0 * * * *'),
  PROCESSING_ALARM: duration(1000, 90 * DAY_MS).default(7 * DAY_MS),
  // Disputes may be opened months after a payment, and then the customer must be known.
  CUSTOMER_DATA_RETENTION: z
    .literal('off')
    .transform(() => null)
    .or(duration(30 * DAY_MS, 36_500 * DAY_MS))
    .default(null),
  RAW_EVENT_RETENTION: duration(DAY_MS, 3650 * DAY_MS).default(90 * DAY_MS),
  ORDER_LINK_LIFETIME: duration(1000, 365 * DAY_MS).default(28 * DAY_MS),
  RECONCILE_CRON: z
    .string()
    .refine(isCronExpression, 'is no cron expression, such as "30 3 * * *"')
    .default('30 3 * * *'),
  STRIPE_SECRET_KEY: z
    .string({ error: 'is missing; it is the payment service’s secret key' })
    .min(8),
  STRIPE_WEBHOOK_SECRET: z
    .string({ error: 'is missing; it is what the payment service signs its webhooks with' })
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= 8),
      'has a secret of less than 8 characters; during a rotation separate the new and the old one by a comma',
    ),
  STRIPE_API_URL: httpUrl.optional(),
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
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new Error(`Invalid settings in the environment:\n${problems.join('\n')}`);
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

function isCronExpression(text: string): boolean {
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
}
