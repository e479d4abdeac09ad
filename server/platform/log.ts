import { pino, stdTimeFunctions, type Logger } from 'pino';
import { hideValues } from '#db/hide-values.ts';
import { createLogRateLimit } from './log-rate.ts';

export type Log = Logger;

/**
 * Logs JSON lines to standard output, without secrets and personal data: of errors it takes only known
 * fields, and of texts no e-mail addresses and keys.
 */
export function createLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    base: { pid: process.pid },
    hooks: { logMethod: createLogRateLimit() },
    formatters: { log: (fields) => toLoggable(fields, 0) as Record<string, unknown> },
    // pino's own would add all fields of an error again.
    serializers: { err: (loggable: unknown) => loggable },
  });
}

/** Sends what libraries print to the console, such as errors of pages, through the log. */
export function captureConsole(log: Log): void {
  const print =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) => {
      const err = parts.find((part) => part instanceof Error);
      const text = parts.filter((part) => typeof part === 'string').join(' ');
      log[level]({ ...(err && { err }), console: text }, 'console');
    };
  const info = print('info');
  Object.assign(console, {
    log: info,
    info,
    debug: info,
    warn: print('warn'),
    error: print('error'),
  });
}

const DEPTH_MAX = 6;
const ENTRIES_MAX = 30;
const TEXT_CHARS_MAX = 1000;
const STACK_FRAMES_MAX = 12;
const HIDDEN_NAMES = /e-?mail|password|secret|token|cookie|authorization|shippingAddress/i;
const EMAIL = /[^\s"'<>(){}[\],;:=&?/]+@[^\s"'<>(){}[\],;:=&?/]+/g;
const KEY_IN_ADDRESS = /([?&](?:key|token|code|email)=)[^&\s"']+/gi;

/** A copy of a logged value that contains neither secrets nor personal data and is bounded. */
function toLoggable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return toLoggableText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return '…';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) {
    return value.slice(0, ENTRIES_MAX).map((entry) => toLoggable(entry, depth + 1));
  }
  const entries = Object.entries(value).slice(0, ENTRIES_MAX);
  return Object.fromEntries(
    entries.map(([name, field]) => [
      name,
      HIDDEN_NAMES.test(name) ? '[hidden]' : toLoggable(field, depth + 1),
    ]),
  );
}

function toLoggableText(text: string): string {
  const bounded = text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)}…` : text;
  return bounded.replaceAll(EMAIL, '[e-mail]').replaceAll(KEY_IN_ADDRESS, '$1[hidden]');
}

/** What is logged of an error in addition to its type, message, stack and causes. */
const ERROR_FIELDS = [
  // PostgreSQL and Node
  'code',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'syscall',
  'port',
  // The payment service and our own errors
  'statusCode',
  'requestId',
  'outcome',
  'eventId',
] as const;

function describeError(error: Error, depth: number): Record<string, unknown> {
  const fields = ERROR_FIELDS.flatMap((name) => {
    const value = (error as Error & Partial<Record<string, unknown>>)[name];
    const isScalar = typeof value === 'string' || typeof value === 'number';
    return isScalar ? [[name, toLoggable(value, depth)]] : [];
  });
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: toLoggableText(messageOf(error)),
    ...Object.fromEntries(fields),
    stack: frames.slice(0, STACK_FRAMES_MAX).join('\n'),
    ...(error.cause !== undefined && { cause: toLoggable(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && { errors: toLoggable(error.errors, depth + 1) }),
  };
}

/** The message of an error, without the input that some kinds of error quote in it. */
function messageOf(error: Error): string {
  const { issues } = error as { issues?: unknown };
  if (Array.isArray(issues)) return issues.slice(0, ENTRIES_MAX).map(describeIssue).join(', ');
  if (error instanceof SyntaxError) return /^[^"'`]*/.exec(error.message)![0].trim();
  if (!('severity' in error && 'routine' in error)) return error.message;
  const copy = { code: String((error as { code?: unknown }).code), message: error.message };
  hideValues(copy);
  return copy.message;
}

/** One issue of zod, by path and code; its message may name keys of the input. */
function describeIssue(issue: { path?: unknown[]; code?: unknown }): string {
  const path = issue.path?.map((part) => (/^\w{1,40}$/.test(String(part)) ? String(part) : '…'));
  return `${path?.join('.') || 'input'}: ${String(issue.code)}`;
}
