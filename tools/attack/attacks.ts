import type { Attack } from './attack.ts';
import { access } from './attacks/access.ts';
import { connections } from './attacks/connections.ts';
import { floods } from './attacks/floods.ts';
import { hoarding } from './attacks/hoarding.ts';
import { malformed } from './attacks/malformed.ts';
import { responseHeaders } from './attacks/response-headers.ts';
import { streams } from './attacks/streams.ts';
import { uploads } from './attacks/uploads.ts';

export const ATTACKS: readonly Attack[] = [
  ...floods,
  ...connections,
  ...streams,
  ...uploads,
  ...malformed,
  ...access,
  ...hoarding,
  ...responseHeaders,
];
