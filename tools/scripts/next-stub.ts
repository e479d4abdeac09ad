// Replaces Next in the shop's processes with `startSystem({ pages: false })`: the web process starts in
// half the time and serves everything except pages.
import type { RequestListener } from 'node:http';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'next' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});

/** The part of Next's API that the web process uses. */
export default function createNext() {
  const answer: RequestListener = (_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('Started without pages.');
  };
  return { prepare: async () => {}, getRequestHandler: () => answer };
}
