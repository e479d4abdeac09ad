import { pino, stdTimeFunctions, type Logger } from 'pino';

export type Log = Logger;

/** Logs JSON lines to standard output, without secrets and personal data. */
export function createLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    base: { pid: process.pid },
    redact: ['email', '*.email', '*.shippingAddress', '*.password', '*.secret'],
  });
}
