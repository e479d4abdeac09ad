// Loaded into the shop's processes before anything else, by `startSystem({ pages: false })`: stands in
// for Next, so that a web starts in half the time and answers what does not need pages.
import type { RequestListener } from 'node:http';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'next' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});

/** What the web process uses of Next. */
export default function createNext() {
  const answer: RequestListener = (_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('This shop was started without its pages.');
  };
  return { prepare: async () => {}, getRequestHandler: () => answer };
}
