-- Faults by prefix of an operation, with a probability and parameters; a limit of requests.
alter table sandbox_faults
  -- Null: as long as it is not taken away.
  alter column remaining drop not null,
  add column probability double precision not null default 1 check (probability > 0 and probability <= 1),
  -- The nth request that a fault looks at is hit or spared by seed and n alone.
  add column seed text not null default '',
  add column draws bigint not null default 0,
  add column executes boolean not null default false,
  add column bytes_per_second integer check (bytes_per_second > 0),
  add column fields jsonb,
  add column retry_after text;

alter table sandbox_requests add column limited boolean not null default false;

-- Requests of the running window are counted here, for all processes.
create table sandbox_limits (
  company_id text primary key references companies (id),
  requests integer not null check (requests > 0),
  window_seconds integer not null check (window_seconds > 0),
  style text not null check (style in ('status_429', 'status_503', 'status_503_bare')),
  window_began_at timestamptz not null default clock_timestamp(),
  used integer not null default 0
);

select protect_company_tables();
