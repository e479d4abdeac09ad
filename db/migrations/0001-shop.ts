import { type Kysely, sql } from 'kysely';

/**
 * The shop's tables.
 *
 * Everything an order owns has a primary key that starts with order_id, everything stock owns one
 * that starts with sku_id, and foreign keys stay inside such a family, so that the tables can be
 * distributed later without being redrawn. What a CHECK or a trigger here forbids cannot happen,
 * whatever the code above does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const catalogue = `
  create table products (
    product_id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text not null check (name <> ''),
    description text not null default '',
    category text not null check (category <> ''),
    images jsonb not null default '[]',
    created_at timestamptz not null,
    archived_at timestamptz
  );

  create table skus (
    sku_id uuid primary key,
    product_id uuid not null references products,
    code text not null unique check (code <> ''),
    options jsonb not null default '{}',
    price_cents integer not null check (price_cents > 0),
    position smallint not null default 0,
    archived_at timestamptz
  );
  create index skus_by_product on skus (product_id, position);

  create table locations (
    location_id uuid primary key,
    name text not null unique check (name <> '')
  );
`;

// fillfactor leaves room on each page, so that the row every buyer of a hot SKU updates stays on
// its page (a HOT update) and no index entry is written.
const stock = `
  create table stock (
    sku_id uuid not null references skus,
    location_id uuid not null references locations,
    on_hand integer not null default 0,
    locked integer not null default 0,
    primary key (sku_id, location_id),
    constraint stock_locked_is_not_negative check (locked >= 0),
    constraint stock_locked_within_on_hand check (locked <= on_hand)
  ) with (fillfactor = 20);

  create table stock_adjustments (
    sku_id uuid not null,
    adjustment_id uuid not null,
    location_id uuid not null,
    delta integer not null check (delta <> 0),
    reason text not null
      check (reason in ('opening', 'received', 'counted', 'damaged', 'returned', 'lost', 'other')),
    note text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    primary key (sku_id, adjustment_id),
    foreign key (sku_id, location_id) references stock
  );
`;

const orders = `
  create table orders (
    order_id uuid primary key,
    buyer_id uuid not null,
    status text not null default 'pending_payment'
      check (status in ('pending_payment', 'paid', 'cancelled')),
    status_reason text,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    total_cents bigint not null check (total_cents > 0),
    email text not null,
    shipping_address jsonb not null,
    placed_at timestamptz not null,
    pay_by timestamptz not null,
    recover_at timestamptz not null,
    settled_at timestamptz,
    check (placed_at < pay_by and pay_by < recover_at),
    check ((status = 'pending_payment') = (settled_at is null)),
    check (case status
      when 'pending_payment' then status_reason is null
      when 'paid' then status_reason in ('payment_received', 'payment_found')
      else status_reason in
        ('payment_window_passed', 'payment_failed', 'cancelled_by_shopper', 'cancelled_by_staff')
    end)
  );
  create index orders_by_buyer on orders (buyer_id, order_id);
  create index orders_pending on orders (pay_by, order_id) where status = 'pending_payment';

  create function order_leaves_pending_once() returns trigger language plpgsql as $$
  begin
    raise exception 'order % is % already and cannot become %', old.order_id, old.status, new.status
      using errcode = 'check_violation', constraint = 'order_leaves_pending_once';
  end $$;
  create trigger order_leaves_pending_once before update of status on orders
    for each row when (old.status <> 'pending_payment' and new.status <> old.status)
    execute function order_leaves_pending_once();

  -- Lines and locks are written with their order, in one place, and nothing is ever deleted. A
  -- foreign key to orders would cost every order a third of its time; the audit proves them instead.
  create table order_lines (
    order_id uuid not null,
    sku_id uuid not null,
    quantity integer not null check (quantity > 0),
    unit_price_cents integer not null check (unit_price_cents > 0),
    name text not null,
    primary key (order_id, sku_id)
  );

  create table stock_locks (
    order_id uuid not null,
    sku_id uuid not null,
    location_id uuid not null,
    quantity integer not null check (quantity > 0),
    state text not null default 'active' check (state in ('active', 'consumed', 'released')),
    recover_at timestamptz not null,
    settled_at timestamptz,
    primary key (order_id, sku_id, location_id),
    check ((state = 'active') = (settled_at is null))
  );
  create index stock_locks_active on stock_locks (recover_at, order_id) where state = 'active';
  create index stock_locks_active_by_sku on stock_locks (sku_id, recover_at, order_id)
    where state = 'active';

  create function stock_lock_settles_once() returns trigger language plpgsql as $$
  begin
    raise exception 'the lock of order % on SKU % is % already and cannot become %',
      old.order_id, old.sku_id, old.state, new.state
      using errcode = 'check_violation', constraint = 'stock_lock_settles_once';
  end $$;
  create trigger stock_lock_settles_once before update of state on stock_locks
    for each row when (old.state <> 'active' and new.state <> old.state)
    execute function stock_lock_settles_once();
`;

const payments = `
  create table payments (
    order_id uuid primary key references orders,
    state text not null
      check (state in ('requested', 'open', 'processing', 'paid', 'failed', 'expired', 'held')),
    session_id text,
    session_url text,
    payment_intent_id text,
    amount_cents bigint not null check (amount_cents > 0),
    currency text not null,
    paid_cents bigint not null default 0 check (paid_cents >= 0),
    requested_at timestamptz not null,
    updated_at timestamptz not null,
    check (state = 'requested' or session_id is not null),
    check (state <> 'paid' or paid_cents > 0)
  );

  -- No foreign key: an event for an order that is not ours is recorded too.
  create table payment_events (
    order_id uuid not null,
    event_id text not null,
    kind text not null,
    session_id text not null,
    payment_intent_id text,
    amount_cents bigint,
    currency text,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    outcome text not null,
    primary key (order_id, event_id)
  );
  create index payment_events_by_time on payment_events (received_at);

  create table refunds (
    order_id uuid not null references orders,
    refund_id uuid not null,
    state text not null check (state in ('requested', 'pending', 'succeeded', 'failed')),
    reason text not null check (reason in ('late_payment', 'requested_by_staff')),
    amount_cents bigint not null check (amount_cents > 0),
    currency text not null,
    restock boolean not null default false,
    note text not null default '',
    service_refund_id text,
    last_error text,
    requested_by text not null,
    requested_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (order_id, refund_id)
  );
  -- Money that arrives late is given back once, however often its arrival is told.
  create unique index refunds_of_late_payments on refunds (order_id) where reason = 'late_payment';
  create index refunds_unfinished on refunds (requested_at) where state in ('requested', 'pending');
`;

const sweeps = `
  create table sweeps (
    sweep_id uuid primary key,
    started_by text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    orders_found integer not null default 0,
    orders_paid integer not null default 0,
    orders_cancelled integer not null default 0,
    orders_unresolved integer not null default 0,
    locks_found integer not null default 0,
    locks_consumed integer not null default 0,
    locks_released integer not null default 0,
    refunds_found integer not null default 0,
    error text
  );
`;

const statements = [catalogue, stock, orders, payments, sweeps];
