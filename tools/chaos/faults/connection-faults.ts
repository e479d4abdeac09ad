import type { TcpProxy } from '../proxy/tcp-proxy.ts';
import type { FaultContext, InjectFault } from './fault-context.ts';

type SelectProxy = (context: FaultContext) => TcpProxy;

export const selectDatabaseProxy: SelectProxy = ({ testSystem }) => testSystem.databaseProxy;
export const selectServiceProxy: SelectProxy = ({ testSystem }) => testSystem.serviceProxy;
export const selectWebhookProxy: SelectProxy = ({ testSystem }) => testSystem.webhookProxy;

const LATENCY_MS_MAX = 300;

/** Resets some of the open connections, or all. */
export function resetConnections(select: SelectProxy): InjectFault {
  return (context, { randomValue }) => {
    const count = select(context).resetConnections(0.2 + 0.8 * randomValue);
    return count > 0 ? { detail: `${count} connections` } : null;
  };
}

/** Silently drops everything on some of the open connections. */
export function blackholeConnections(select: SelectProxy): InjectFault {
  return (context, { randomValue }) => {
    const count = select(context).blackholeConnections(0.2 + 0.6 * randomValue);
    return count > 0 ? { detail: `${count} connections` } : null;
  };
}

export function addLatency(select: SelectProxy): InjectFault {
  return (context, { randomValue }) => {
    const ms = Math.ceil(20 + randomValue * LATENCY_MS_MAX);
    return { detail: `by ${ms} ms`, stop: select(context).addLatency(ms) };
  };
}

export function stallConnections(select: SelectProxy): InjectFault {
  return (context) => ({
    detail: `${select(context).connectionCount} connections`,
    stop: select(context).stall(),
  });
}

/** Requests arrive but responses do not: a COMMIT with an unknown outcome. */
export function dropResponses(select: SelectProxy): InjectFault {
  return (context) => ({
    detail: `of ${select(context).connectionCount} connections`,
    stop: select(context).dropResponses(),
  });
}

export function refuseConnections(select: SelectProxy): InjectFault {
  return (context) => ({ detail: 'new ones', stop: select(context).refuseConnections() });
}
