import type { FaultKind } from '../schedule/fault-kinds.ts';
import {
  resetConnections,
  dropResponses,
  selectWebhookProxy,
  refuseConnections,
  blackholeConnections,
  addLatency,
  stallConnections,
  selectDatabaseProxy,
  selectServiceProxy,
} from './connection-faults.ts';
import { deleteJobs } from './job-faults.ts';
import {
  terminateBackend,
  killBackend,
  killPostgres,
  pauseBackend,
  pausePostgres,
  restartPostgres,
} from './postgres-faults.ts';
import {
  selectWeb,
  selectWorker,
  killProcess,
  pauseProcess,
  restartProcess,
  selectSandbox,
} from './process-faults.ts';
import type { InjectFault } from './fault-context.ts';
import { setSandboxFaults } from './service-faults.ts';
import { forgeWebhooks, replayWebhooks } from './webhook-faults.ts';

const SHORT_TIMEOUT_MS = 120;

const shortenClientTimeout: InjectFault = ({ clientTimeout }) => {
  const usual = clientTimeout.ms;
  clientTimeout.ms = SHORT_TIMEOUT_MS;
  return { detail: `${SHORT_TIMEOUT_MS} ms`, stop: () => void (clientTimeout.ms = usual) };
};

/** How each kind of fault is injected. */
export const faultInjectors: Record<FaultKind, InjectFault> = {
  'a web killed': killProcess(selectWeb),
  'a web paused': pauseProcess(selectWeb),
  'a web restarted': restartProcess(selectWeb),
  'a worker killed': killProcess(selectWorker),
  'a worker paused': pauseProcess(selectWorker),
  'a worker restarted': restartProcess(selectWorker),
  'the payment service killed': killProcess(selectSandbox),
  'the payment service paused': pauseProcess(selectSandbox),
  'the payment service restarted': restartProcess(selectSandbox),

  'PostgreSQL killed': killPostgres,
  'PostgreSQL paused': pausePostgres,
  'PostgreSQL restarted': restartPostgres,
  'a backend killed': killBackend,
  'a backend ended': terminateBackend,
  'a backend paused': pauseBackend,

  'database connections cut': resetConnections(selectDatabaseProxy),
  'database connections slow': addLatency(selectDatabaseProxy),
  'database connections stalled': stallConnections(selectDatabaseProxy),
  'database answers lost': dropResponses(selectDatabaseProxy),
  'database connections refused': refuseConnections(selectDatabaseProxy),
  'database connections gone silent': blackholeConnections(selectDatabaseProxy),
  'payment connections cut': resetConnections(selectServiceProxy),
  'payment connections slow': addLatency(selectServiceProxy),
  'payment connections stalled': stallConnections(selectServiceProxy),
  'payment answers lost': dropResponses(selectServiceProxy),
  'payment connections gone silent': blackholeConnections(selectServiceProxy),
  'payment connections refused': refuseConnections(selectServiceProxy),
  'webhook connections cut': resetConnections(selectWebhookProxy),
  'webhook answers lost': dropResponses(selectWebhookProxy),

  'a flood of repeated webhooks': replayWebhooks,
  'a flood of forged webhooks': forgeWebhooks,
  'jobs deleted': deleteJobs,
  'shoppers who do not wait': shortenClientTimeout,

  'webhooks lost': setSandboxFaults({ webhook_drop: 'all' }, { webhook_drop: 0 }),
  'webhooks late': setSandboxFaults({ webhook_delay_ms: 1500 }, { webhook_delay_ms: 0 }),
  'webhooks repeated': setSandboxFaults({ webhook_repeat: 4 }, { webhook_repeat: 1 }),
  'webhooks out of order': setSandboxFaults({ webhook_reorder: 5 }, { webhook_reorder: 0 }),
  'webhooks held back': setSandboxFaults({ webhook_paused: true }, { webhook_paused: false }),
  'the payment service answers 503': setSandboxFaults({ api_outage: '503' }, { api_outage: 'off' }),
  'the payment service drops calls': setSandboxFaults(
    { api_outage: 'drop' },
    { api_outage: 'off' },
  ),
  'the payment service is slow': setSandboxFaults(
    ({ randomValue }) => ({ api_delay_ms: Math.ceil(100 + randomValue * 1000) }),
    { api_delay_ms: 0 },
  ),
  'the payment service does it and never answers': setSandboxFaults(
    ({ randomValue }) => ({ api_hang_after: Math.ceil(randomValue * 4) }),
    { api_hang_after: 0 },
  ),
  'the payment service limits the rate': setSandboxFaults(
    { api_rate_limit: 'all' },
    { api_rate_limit: 0 },
  ),
  'the payment service answers nonsense': setSandboxFaults(
    { api_garbage: 'all' },
    { api_garbage: 0 },
  ),
  'all cards declined': setSandboxFaults({ decline_all: true }, { decline_all: false }),
  'wrong amounts taken': setSandboxFaults(
    ({ randomValue }) => ({ capture_offset: randomValue < 0.5 ? -100 : 100 }),
    {
      capture_offset: 0,
    },
  ),
  'refunds fail': setSandboxFaults({ refund_errors: 'all' }, { refund_errors: 0 }),
  'refunds take time': setSandboxFaults(
    { refund_outcome: 'pending' },
    { refund_outcome: 'succeeded' },
  ),
  'refunds are made and then fail to say so': setSandboxFaults(
    { refund_errors_after: 'all' },
    { refund_errors_after: 0 },
  ),
};
