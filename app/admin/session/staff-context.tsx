'use client';

import { twoFactorClient } from 'better-auth/client/plugins';
import { createAuthClient } from 'better-auth/react';
import { createContext, use } from 'react';

/** Signs staff in and out; the session cookie cannot be read by scripts. */
export const authClient = createAuthClient({
  basePath: '/api/auth',
  plugins: [twoFactorClient()],
});

export interface Staff {
  userId: string;
  email: string;
  name: string;
  role: 'admin' | 'viewer';
  hasTotp: boolean;
  needsSecondFactor: boolean;
}

const StaffContext = createContext<Staff | null>(null);

export function StaffProvider(props: { staff: Staff; children: React.ReactNode }) {
  return <StaffContext value={props.staff}>{props.children}</StaffContext>;
}

/** The signed-in member of staff. */
export function useStaff(): Staff {
  const staff = use(StaffContext);
  if (!staff) throw new Error('useStaff needs a StaffProvider above it.');
  return staff;
}
