// Runs in a web worker, so that the page stays responsive.
import 'altcha-lib/workers/sha';
