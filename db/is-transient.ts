/** The server became a standby, or this connection is of the time when it was one. */
const READ_ONLY = '25006';

/** Whether a connection is of no use any more, although it answers. */
export function isOfStandby(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === READ_ONLY;
}

/** Whether running the same transaction again may succeed. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  // Another process is committing the same order; the next attempt finds it.
  if (code === '23505') return constraint === 'orders_pkey';
  if (typeof code === 'string' && (transientCodes.has(code) || lostCodes.has(code))) return true;
  return lostMessages.test(error.message);
}

const transientCodes = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
]);

/** The connection broke, so the outcome of the last statement is unknown. */
const lostCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  '08000', // connection_exception
  '08003', // connection_does_not_exist
  '08006', // connection_failure
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  READ_ONLY,
]);

// node-postgres gives these errors no code.
const lostMessages =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error/;
