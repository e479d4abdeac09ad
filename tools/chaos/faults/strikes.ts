import type { FaultKind } from '../schedule/fault-kinds.ts';
import {
  cut,
  loseAnswers,
  ofWebhooks,
  refuse,
  silence,
  slow,
  stall,
  toDatabase,
  toService,
} from './connection-faults.ts';
import { deleteJobs } from './job-faults.ts';
import {
  endBackend,
  killBackend,
  killPostgres,
  pauseBackend,
  pausePostgres,
  restartPostgres,
} from './postgres-faults.ts';
import { aWeb, aWorker, kill, pause, restart, theSandbox } from './process-faults.ts';
import type { Strike } from './scene.ts';
import { turnOn } from './service-faults.ts';
import { forgeWebhooks, repeatWebhooks } from './webhook-faults.ts';

const IMPATIENT_MS = 120;

const losePatience: Strike = ({ patience }) => {
  const usual = patience.ms;
  patience.ms = IMPATIENT_MS;
  return { detail: `${IMPATIENT_MS} ms`, end: () => void (patience.ms = usual) };
};

/** How each kind of fault is done. */
export const strikes: Record<FaultKind, Strike> = {
  'a web killed': kill(aWeb),
  'a web paused': pause(aWeb),
  'a web restarted': restart(aWeb),
  'a worker killed': kill(aWorker),
  'a worker paused': pause(aWorker),
  'a worker restarted': restart(aWorker),
  'the payment service killed': kill(theSandbox),
  'the payment service paused': pause(theSandbox),
  'the payment service restarted': restart(theSandbox),

  'PostgreSQL killed': killPostgres,
  'PostgreSQL paused': pausePostgres,
  'PostgreSQL restarted': restartPostgres,
  'a backend killed': killBackend,
  'a backend ended': endBackend,
  'a backend paused': pauseBackend,

  'database connections cut': cut(toDatabase),
  'database connections slow': slow(toDatabase),
  'database connections stalled': stall(toDatabase),
  'database answers lost': loseAnswers(toDatabase),
  'database connections refused': refuse(toDatabase),
  'database connections gone silent': silence(toDatabase),
  'payment connections cut': cut(toService),
  'payment connections slow': slow(toService),
  'payment connections stalled': stall(toService),
  'payment answers lost': loseAnswers(toService),
  'payment connections gone silent': silence(toService),
  'payment connections refused': refuse(toService),
  'webhook connections cut': cut(ofWebhooks),
  'webhook answers lost': loseAnswers(ofWebhooks),

  'a flood of repeated webhooks': repeatWebhooks,
  'a flood of forged webhooks': forgeWebhooks,
  'jobs deleted': deleteJobs,
  'shoppers who do not wait': losePatience,

  'webhooks lost': turnOn({ webhook_drop: 'all' }, { webhook_drop: 0 }),
  'webhooks late': turnOn({ webhook_delay_ms: 1500 }, { webhook_delay_ms: 0 }),
  'webhooks repeated': turnOn({ webhook_repeat: 4 }, { webhook_repeat: 1 }),
  'webhooks out of order': turnOn({ webhook_reorder: 5 }, { webhook_reorder: 0 }),
  'webhooks held back': turnOn({ webhook_paused: true }, { webhook_paused: false }),
  'the payment service answers 503': turnOn({ api_outage: '503' }, { api_outage: 'off' }),
  'the payment service drops calls': turnOn({ api_outage: 'drop' }, { api_outage: 'off' }),
  'the payment service is slow': turnOn(
    ({ chance }) => ({ api_delay_ms: Math.ceil(100 + chance * 1000) }),
    { api_delay_ms: 0 },
  ),
  'the payment service does it and never answers': turnOn(
    ({ chance }) => ({ api_hang_after: Math.ceil(chance * 4) }),
    { api_hang_after: 0 },
  ),
  'the payment service limits the rate': turnOn({ api_rate_limit: 'all' }, { api_rate_limit: 0 }),
  'the payment service answers nonsense': turnOn({ api_garbage: 'all' }, { api_garbage: 0 }),
  'all cards declined': turnOn({ decline_all: true }, { decline_all: false }),
  'wrong amounts taken': turnOn(({ chance }) => ({ capture_offset: chance < 0.5 ? -100 : 100 }), {
    capture_offset: 0,
  }),
  'refunds fail': turnOn({ refund_errors: 'all' }, { refund_errors: 0 }),
  'refunds take time': turnOn({ refund_outcome: 'pending' }, { refund_outcome: 'succeeded' }),
  'refunds are made and then fail to say so': turnOn(
    { refund_errors_after: 'all' },
    { refund_errors_after: 0 },
  ),
};
