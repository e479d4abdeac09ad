import type { TcpProxy } from '../proxy/tcp-proxy.ts';
import type { Scene, Strike } from './scene.ts';

type Choose = (scene: Scene) => TcpProxy;

export const toDatabase: Choose = ({ drill }) => drill.databaseProxy;
export const toService: Choose = ({ drill }) => drill.serviceProxy;
export const ofWebhooks: Choose = ({ drill }) => drill.webhookProxy;

const SLOW_MS_MAX = 300;

/** Resets some of the open connections, or all. */
export function cut(choose: Choose): Strike {
  return (scene, { chance }) => {
    const count = choose(scene).cut(0.2 + 0.8 * chance);
    return count > 0 ? { detail: `${count} connections` } : null;
  };
}

/** Leaves some of the open connections to wait for answers that never come. */
export function silence(choose: Choose): Strike {
  return (scene, { chance }) => {
    const count = choose(scene).silence(0.2 + 0.6 * chance);
    return count > 0 ? { detail: `${count} connections` } : null;
  };
}

export function slow(choose: Choose): Strike {
  return (scene, { chance }) => {
    const ms = Math.ceil(20 + chance * SLOW_MS_MAX);
    return { detail: `by ${ms} ms`, end: choose(scene).slow(ms) };
  };
}

export function stall(choose: Choose): Strike {
  return (scene) => ({
    detail: `${choose(scene).connections} connections`,
    end: choose(scene).stall(),
  });
}

/** What is asked is done, but nobody hears of it: a COMMIT whose answer never comes. */
export function loseAnswers(choose: Choose): Strike {
  return (scene) => ({
    detail: `of ${choose(scene).connections} connections`,
    end: choose(scene).loseAnswers(),
  });
}

export function refuse(choose: Choose): Strike {
  return (scene) => ({ detail: 'new ones', end: choose(scene).refuse() });
}
