import type { Caller } from './router.ts';

/** What the web process hands to Next's bundle, which is a separate copy of all modules. */
interface InProcessServer {
  callerFor(headers: Headers): Caller;
}

declare global {
  var holdfast: InProcessServer | undefined;
}

/** Called once by the web process, before Next serves a page. */
export function registerInProcessCaller(inProcess: InProcessServer): void {
  globalThis.holdfast = inProcess;
}

/**
 * The tRPC routers for a server component, called in process on behalf of the request.
 * @param headers the request's, for its cookies
 */
export function callerFor(headers: Headers): Caller {
  if (!globalThis.holdfast) {
    throw new Error('Pages are served by server/http/main.ts; start the shop with `npm start`.');
  }
  return globalThis.holdfast.callerFor(headers);
}
