import { type Kysely, sql } from 'kysely';

/**
 * What goes wrong with money, and what is done about it: payments that stay under way, money that does
 * not fit, refunds that fail or are made elsewhere, disputes, and the comparison of our rows with the
 * payment service's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// A payment may have failed without a session: the service refused to open one. No index looks at the
// state, which every payment changes several times.
const payments = `
  alter table payments
    add column session_created_at timestamptz,
    add column processing_since timestamptz,
    drop constraint payments_check,
    add constraint payments_have_a_session
      check (state in ('requested', 'failed') or session_id is not null);
  create index payments_by_intent on payments (payment_intent_id)
    where payment_intent_id is not null;
  create index payments_by_time on payments (requested_at);
  create index payments_processing on payments (processing_since)
    where processing_since is not null;

  -- Events about refunds and disputes name no session.
  alter table payment_events alter column session_id drop not null;
`;

// Money is counted where it fits: with the order's payment, or else here.
const heldPayments = `
  create table held_payments (
    order_id uuid not null references orders,
    payment_intent_id text not null,
    session_id text not null,
    amount_cents bigint not null check (amount_cents >= 0),
    currency text not null,
    reason text not null check (reason in ('amount_differs', 'currency_differs', 'other_session')),
    held_at timestamptz not null,
    resolved_at timestamptz,
    resolved_by text,
    primary key (order_id, payment_intent_id),
    check ((resolved_at is null) = (resolved_by is null))
  );
  create index held_payments_open on held_payments (held_at) where resolved_at is null;

  insert into held_payments (order_id, payment_intent_id, session_id, amount_cents, currency, reason, held_at)
    select order_id, payment_intent_id, session_id, paid_cents, currency, 'amount_differs', updated_at
    from payments where state = 'held';
  update payments set paid_cents = 0 where state = 'held';
`;

const refunds = `
  alter table refunds
    add column payment_intent_id text,
    add column made_at timestamptz,
    add column resolution text check (resolution in ('retried', 'given_back_elsewhere')),
    add column resolved_at timestamptz,
    add column resolved_by text,
    add constraint refunds_resolved_once_failed
      check ((resolution is null or state = 'failed')
        and (resolution is null) = (resolved_at is null)
        and (resolution is null) = (resolved_by is null)),
    drop constraint refunds_reason_check,
    add constraint refunds_reason_check check (reason in
      ('late_payment', 'requested_by_staff', 'held_payment', 'made_at_service'));
  update refunds set payment_intent_id = payments.payment_intent_id
    from payments where payments.order_id = refunds.order_id;
  alter table refunds alter column payment_intent_id set not null;

  drop index refunds_of_late_payments;
  create unique index refunds_of_late_payments on refunds (order_id)
    where reason = 'late_payment' and resolution is null;
  create unique index refunds_by_service_id on refunds (order_id, service_refund_id)
    where service_refund_id is not null;
  create index refunds_failed on refunds (requested_at)
    where state = 'failed' and resolution is null;
  create index refunds_made on refunds (made_at) where made_at is not null;

  -- Units that came back with a refund; each is booked as an adjustment of the stock.
  create table restocks (
    order_id uuid not null,
    refund_id uuid not null,
    sku_id uuid not null,
    location_id uuid not null,
    quantity integer not null check (quantity > 0),
    adjustment_id uuid not null,
    primary key (order_id, refund_id, sku_id, location_id),
    foreign key (order_id, refund_id) references refunds
  );
`;

const disputes = `
  create table disputes (
    order_id uuid not null references orders,
    dispute_id text not null,
    payment_intent_id text not null,
    amount_cents bigint not null check (amount_cents >= 0),
    currency text not null,
    reason text not null,
    state text not null
      check (state in ('needs_response', 'under_review', 'won', 'lost', 'closed')),
    opened_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (order_id, dispute_id)
  );
  create index disputes_by_time on disputes (opened_at);
  create index disputes_open on disputes (opened_at)
    where state in ('needs_response', 'under_review');
`;

const reconciliations = `
  create table reconciliations (
    reconciliation_id uuid primary key,
    started_by text not null,
    period_from timestamptz not null,
    period_to timestamptz not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    sessions integer not null default 0,
    refunds integer not null default 0,
    disputes integer not null default 0,
    difference_count integer not null default 0,
    differences jsonb not null default '[]',
    error text
  );
`;

const statements = [payments, heldPayments, refunds, disputes, reconciliations];
