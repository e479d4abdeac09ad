import { v7 } from 'uuid';
import type { ShopperActor, StaffActor, SystemActor } from '../platform/actor.ts';

export const TEST_JOB: SystemActor = { kind: 'system', name: 'test' };
export const TEST_SHOPPER: ShopperActor = { kind: 'shopper', buyerId: null };
export const TEST_STAFF_EMAIL = 'staff@shop.example';

/** A member of staff within a new request, whose input is only needed to read the audit trail. */
export function testStaff(
  email = TEST_STAFF_EMAIL,
  request: Partial<StaffActor['request']> = {},
): StaffActor {
  return {
    kind: 'staff',
    userId: email,
    email,
    role: 'admin',
    request: {
      actionId: v7(),
      action: 'admin.test',
      input: undefined,
      requestedAt: new Date(),
      ...request,
    },
  };
}
