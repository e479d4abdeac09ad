import type { Caller } from './router.ts';

/** What the web process gives to Next's bundle, which has its own copy of every module. */
interface InProcessServer {
  createCaller(headers: Headers): Caller;
}

declare global {
  var holdfast: InProcessServer | undefined;
}

/** Called once by the web process, before Next serves a page. */
export function registerInProcessServer(server: InProcessServer): void {
  globalThis.holdfast = server;
}

/**
 * The tRPC routers for a server component, called in process on behalf of its request.
 * @param headers the request's, for its cookies
 */
export function createInProcessCaller(headers: Headers): Caller {
  if (!globalThis.holdfast) {
    throw new Error('Pages are served by server/http/main.ts; start the shop with `npm start`.');
  }
  return globalThis.holdfast.createCaller(headers);
}
