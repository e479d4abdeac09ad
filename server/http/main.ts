import { startProcess } from '../platform/process-lifecycle.ts';
import { startWeb } from './start-web.ts';

await startProcess('web', () => startWeb());
