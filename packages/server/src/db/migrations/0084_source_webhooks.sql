-- Calls that a provider makes to us when people change. Hints to read, never data.

create table source_webhooks (
  company_id text not null references companies (id),
  connection_id text not null,
  state text not null check (state in ('registering', 'on', 'missing', 'dropping')),
  -- The provider's id, its key for us and the address that it was given; null while it is registered first.
  provider_id text,
  sealed_key text,
  url text,
  registered_at timestamptz,
  last_call_at timestamptz,
  -- How far calls that belong to different changes lie apart, as a rule.
  usual_gap_seconds double precision,
  checked_at timestamptz,
  check_at timestamptz not null,
  -- Somebody asks the provider about it until then at the latest.
  busy_until timestamptz,
  problem text,
  -- Hints that come close together become one sync: since when they come, and the last of them.
  bursts integer not null default 0,
  burst_since timestamptz,
  last_hint_at timestamptz,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);

create table source_webhook_hints (
  company_id text not null references companies (id),
  connection_id text not null,
  digest text not null,
  -- The provider's ids; none: it is not known who changed.
  employee_ids text[] not null,
  received_at timestamptz not null,
  -- When a sync was asked for because of it.
  taken_at timestamptz,
  primary key (company_id, connection_id, digest),
  foreign key (company_id, connection_id) references source_webhooks (company_id, connection_id) on delete cascade
);
create index source_webhook_hints_open on source_webhook_hints (company_id, connection_id) where taken_at is null;

select protect_company_tables();

-- Whoever calls names the connection and not the company.
create policy by_connection on source_webhooks for select using (connection_id = current_lookup());
