import type { Caller } from './router.ts';

/** What the web process gives to Next's bundle, which has its own copy of every module. */
interface InProcessServer {
  createCaller(headers: Headers): Caller;
  /** Whether the shop takes real money. */
  isLive: boolean;
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
  return inProcessServer().createCaller(headers);
}

/** Whether the shop takes real money, for a server component. The key that says so stays in the server. */
export function isLiveShop(): boolean {
  return inProcessServer().isLive;
}

function inProcessServer(): InProcessServer {
  if (globalThis.holdfast) return globalThis.holdfast;
  throw new Error('Pages are served by server/http/main.ts; start the shop with `npm start`.');
}
