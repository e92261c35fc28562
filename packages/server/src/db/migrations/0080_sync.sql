-- Mirroring: a company whose connection is its people source shows the provider's people.

alter table connections
  add people_source boolean not null default false,
  -- What is mirrored and when: fields, tables, schedules. Null until it is set up.
  add mirror jsonb,
  add last_probe jsonb,
  -- Catalogue of the account as it was discovered last, without people.
  add discovered jsonb,
  add discovered_at timestamptz,
  -- Where the next incremental sync begins, by the provider's clock; null before the first full one.
  add synced_to timestamptz,
  add full_synced_at timestamptz,
  -- Since when the provider refuses the key: nothing is sent but a probe.
  add stopped_at timestamptz,
  add next_probe_at timestamptz;
create unique index connections_people_source on connections (company_id) where people_source;

alter table employees add mirrored boolean not null default false;
-- Providers let two records have one address: a person who came back, for example.
drop index employees_work_email;
create unique index employees_work_email on employees (company_id, lower("values" ->> 'workEmail'))
  where "values" ->> 'workEmail' is not null and not mirrored;

alter table employee_rows add provider_row_id text;

alter table links
  -- By stream (`people:0`, `rows:jobInfo`): what the provider's content was when it was applied last.
  add hashes jsonb not null default '{}',
  -- By field key or table: the id of the call in sync_calls that the present value came from.
  add sources jsonb not null default '{}',
  -- By field key: since when the provider has not told it, though it was asked.
  add stale jsonb not null default '{}',
  -- When the provider says that the record changed last.
  add source_changed_at timestamptz,
  -- Since when a complete reading has not shown the record, though nobody said that it was deleted.
  add missing_since timestamptz;
create unique index links_one_employee on links (company_id, connection_id, provider_id) where kind = 'employee';

create table syncs (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  kind text not null check (kind in ('full', 'incremental', 'records')),
  reason text not null check (reason in ('first', 'manual', 'schedule', 'webhook', 'write', 'approval', 'reconnect')),
  state text not null default 'queued'
    check (state in ('queued', 'reading', 'applying', 'done', 'held', 'failed', 'stopped')),
  strategy text check (strategy in ('report', 'datasets')),
  -- Incremental: changes at or after.
  since timestamptz,
  -- What the next incremental one begins with when this one is done.
  up_to timestamptz,
  -- Of kind records: the provider's ids.
  wanted jsonb,
  -- Streams in their order, with the fields that are asked for.
  plan jsonb,
  -- Stream and page to read next.
  cursor jsonb,
  announced integer,
  restarts integer not null default 0,
  allow_hold_id text,
  counts jsonb not null default '{}',
  warnings jsonb not null default '[]',
  calls integer not null default 0,
  bytes bigint not null default 0,
  problem jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id)
);
create index syncs_by_connection on syncs (company_id, connection_id, id desc);

create table sync_calls (
  id bigint generated always as identity,
  company_id text not null references companies (id),
  connection_id text not null,
  sync_id text not null,
  at timestamptz not null,
  operation text not null,
  method text not null,
  path text not null,
  status integer,
  bytes bigint not null,
  milliseconds integer not null,
  primary key (company_id, id),
  foreign key (company_id, sync_id) references syncs (company_id, id) on delete cascade
);
create index sync_calls_by_sync on sync_calls (company_id, sync_id, id);

-- Which people a running sync has seen.
create table sync_pages (
  company_id text not null references companies (id),
  sync_id text not null,
  stream text not null,
  page integer not null,
  hash text not null,
  provider_ids text[] not null,
  call_id bigint,
  primary key (company_id, sync_id, stream, page),
  foreign key (company_id, sync_id) references syncs (company_id, id) on delete cascade
);

-- What a running sync has read that is new or differs, until it is applied.
create table sync_staged (
  company_id text not null references companies (id),
  sync_id text not null,
  provider_id text not null,
  stream text not null,
  -- Rows of one table may come in several parts.
  part integer not null default 0,
  -- An earlier part was what is stored already: this one comes on top of it.
  plus_current boolean not null default false,
  hash text not null,
  -- Null when it cannot be read; then `problem` says why.
  payload jsonb,
  problem text,
  call_id bigint,
  primary key (company_id, sync_id, provider_id, stream, part),
  foreign key (company_id, sync_id) references syncs (company_id, id) on delete cascade
);

-- Records of the provider that cannot be read; they keep their last values here.
create table sync_quarantine (
  company_id text not null references companies (id),
  connection_id text not null,
  provider_id text not null,
  stream text not null,
  problem text not null,
  sync_id text not null,
  since timestamptz not null default now(),
  primary key (company_id, connection_id, provider_id, stream),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);

-- Who stopped being active through a connection, and when: what the brake counts.
create table sync_leavers (
  company_id text not null references companies (id),
  connection_id text not null,
  employee_number integer not null,
  sync_id text not null,
  how text not null check (how in ('inactive', 'terminated', 'deleted')),
  at timestamptz not null default now(),
  primary key (company_id, connection_id, employee_number, sync_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);
create index sync_leavers_by_time on sync_leavers (company_id, connection_id, at);

-- What waits for a person: leavers beyond the brake, a roster that shrank, too many records that
-- cannot be read. `content_hash` is over exactly what was shown.
create table holds (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  sync_id text not null,
  kind text not null check (kind in ('leavers', 'shrink', 'quarantine', 'empty')),
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'superseded', 'applied')),
  content_hash text not null,
  -- Counts and limits, as they were shown.
  figures jsonb not null,
  approvals_needed integer not null check (approvals_needed in (1, 2)),
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id),
  foreign key (company_id, sync_id) references syncs (company_id, id)
);
create unique index holds_open on holds (company_id, connection_id, kind) where state = 'open';

create table hold_people (
  company_id text not null references companies (id),
  hold_id text not null,
  provider_id text not null,
  employee_number integer not null,
  how text not null check (how in ('inactive', 'terminated', 'deleted', 'missing')),
  -- The day from which it would count; null where it has none.
  effective_on date,
  primary key (company_id, hold_id, provider_id),
  foreign key (company_id, hold_id) references holds (company_id, id) on delete cascade
);

create table hold_decisions (
  company_id text not null references companies (id),
  hold_id text not null,
  user_id text not null,
  decision text not null check (decision in ('approve', 'reject')),
  content_hash text not null,
  note text,
  at timestamptz not null default now(),
  primary key (company_id, hold_id, user_id),
  foreign key (company_id, hold_id) references holds (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id)
);

-- People who can sign in at the provider. They cannot sign in here by that.
create table provider_users (
  company_id text not null references companies (id),
  connection_id text not null,
  provider_id text not null,
  employee_provider_id text,
  first_name text,
  last_name text,
  email text,
  enabled boolean not null,
  last_login text,
  seen_at timestamptz not null default now(),
  primary key (company_id, connection_id, provider_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);

select protect_company_tables();
