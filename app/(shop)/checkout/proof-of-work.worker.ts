// Runs in a web worker, so that the page stays responsive. The library's own worker needs Node's crypto.
import { deriveKey } from 'altcha-lib/algorithms/web/sha';
import { handler } from 'altcha-lib/workers/shared';

handler({ deriveKey });
