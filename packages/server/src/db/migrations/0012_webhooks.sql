create sequence webhook_numbers start 1;

create table webhooks (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('webhook_numbers'),
  -- Its owner: a delivery shows what this user may see at that moment.
  user_id text not null,
  name text not null check (name <> ''),
  url text not null,
  format text not null check (format in ('json', 'form-encoded')),
  events jsonb not null,
  monitor_fields jsonb,
  -- Pairs of asked and shown name: an object would lose their order.
  post_fields jsonb not null,
  include_company_domain boolean not null,
  sealed_key text not null,
  -- What began before the webhook existed is not told to it.
  since_transaction xid8 not null default pg_current_xact_id(),
  last_sent_at timestamptz,
  -- Reads of its log in the running minute.
  log_reads integer not null default 0,
  log_minute timestamptz,
  created_at timestamptz not null,
  unique (company_id, id),
  unique (company_id, number),
  foreign key (company_id, user_id) references users (company_id, id)
);

-- What a webhook is to be told, made of events in their order. Names of fields only: values are
-- read when it is sent, with the rights of that moment, and are kept nowhere.
create table webhook_deliveries (
  id bigint generated always as identity primary key,
  company_id text not null references companies (id),
  webhook_id text not null,
  event_id bigint not null,
  event text not null,
  employee_number integer not null,
  changed_fields jsonb not null default '[]',
  occurred_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'waiting', 'delivered', 'failed', 'dropped')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_attempted_at timestamptz,
  delivered_at timestamptz,
  status_code integer,
  problem text,
  -- The address of the last attempt; the webhook's may have changed since.
  url text,
  unique (company_id, webhook_id, event_id, event),
  foreign key (company_id, webhook_id) references webhooks (company_id, id) on delete cascade
);
create index webhook_deliveries_open on webhook_deliveries (company_id, webhook_id, id) where state = 'pending';
create index webhook_deliveries_due on webhook_deliveries (company_id, next_attempt_at) where state = 'waiting';
create index webhook_deliveries_log on webhook_deliveries (company_id, webhook_id, last_attempted_at desc);

-- How far each company's events have been turned into deliveries. Not a company's table: whoever
-- looks for work does not know yet in which company, and a place in a sequence says nothing of it.
create table webhook_positions (
  company text primary key references companies (id),
  transaction_id xid8 not null default pg_current_xact_id(),
  event_id bigint not null default 0
);

create index events_in_order on events (company_id, transaction_id, id);

select protect_company_tables();
