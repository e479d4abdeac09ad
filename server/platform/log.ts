import { pino, stdTimeFunctions, type Logger } from 'pino';

export type Log = Logger;

/** Lines of JSON on standard output; secrets and addresses of people never go into them. */
export function createLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    base: { pid: process.pid },
    redact: ['email', '*.email', '*.shippingAddress', '*.password', '*.secret'],
  });
}
