'use client';

import { createContext, use } from 'react';

export type Staff = { email: string; name: string; role: 'admin' | 'viewer' };

const StaffContext = createContext<Staff | null>(null);

/** Tells the pages below who is signed in. */
export function StaffProvider(props: { staff: Staff; children: React.ReactNode }) {
  return <StaffContext value={props.staff}>{props.children}</StaffContext>;
}

/** Who is signed in. */
export function useStaff(): Staff {
  const staff = use(StaffContext);
  if (!staff) throw new Error('useStaff needs a StaffProvider above it.');
  return staff;
}
