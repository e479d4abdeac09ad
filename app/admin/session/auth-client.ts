import { createAuthClient } from 'better-auth/react';

/** Staff sign-in in the browser; it sets and clears a cookie that scripts cannot read. */
export const authClient = createAuthClient({ basePath: '/api/auth' });
