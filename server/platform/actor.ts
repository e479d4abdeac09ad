/** `admin` may change things; `viewer` may only look. */
export type StaffRole = 'admin' | 'viewer';

/** Who or what causes a change: passed to every verb and stored with what it did. */
export type Actor = ShopperActor | StaffActor | SystemActor | PaymentServiceActor;

export interface ShopperActor {
  kind: 'shopper';
  /** Null for a browser without our cookie, which has an order's share link. */
  buyerId: string | null;
}

export interface StaffActor {
  kind: 'staff';
  userId: string;
  email: string;
  role: StaffRole;
  request: StaffRequest;
}

/** One call of the admin API. It leaves exactly one row in the audit trail. */
export interface StaffRequest {
  /** Made before any transaction, so that a repeated transaction records the same row. */
  actionId: string;
  /** The procedure that was called, such as `admin.orders.cancel`. */
  action: string;
  /** As it was sent; it may be invalid. */
  input: unknown;
  requestedAt: Date;
}

/** A job, a command or the cron. */
export interface SystemActor {
  kind: 'system';
  name: string;
  /** Who had it run, in stored form; itself when absent. */
  startedBy?: string;
}

export interface PaymentServiceActor {
  kind: 'payment_service';
  /** Null when we asked, and no event reported it. */
  eventId: string | null;
}

/** The cron of the worker, as the actor that started a sweep or a reconciliation. */
export const CRON: SystemActor = { kind: 'system', name: 'cron' };

/** An actor as it is stored: its kind, and its id within that kind. */
export interface StoredActor {
  kind: Actor['kind'];
  /** Staff: the e-mail address. System: the job, command or cron. */
  id: string | null;
}

/** `staff:ada@shop.example`, `system:cron`, `payment_service:evt_1`, `shopper:<buyer id>` */
export function formatActor(actor: Actor): string {
  const id = actorId(actor);
  return id === null ? actor.kind : `${actor.kind}:${id}`;
}

function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case 'shopper':
      return actor.buyerId;
    case 'staff':
      return actor.email;
    case 'system':
      return actor.name;
    case 'payment_service':
      return actor.eventId;
  }
}

const KINDS: readonly string[] = [
  'shopper',
  'staff',
  'system',
  'payment_service',
] satisfies Actor['kind'][];

/** The inverse of `formatActor`. Text without a known kind is the name of a job or command. */
export function parseActor(text: string): StoredActor {
  const [, kind = '', id = null] = /^(\w+)(?::(.*))?$/s.exec(text) ?? [];
  return KINDS.includes(kind) ? { kind: kind as Actor['kind'], id } : { kind: 'system', id: text };
}
