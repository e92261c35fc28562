-- Recruiting of connected accounts: applications that come from them, candidates that are sent to them.

create table recruiting_setups (
  company_id text not null references companies (id),
  connection_id text not null,
  settings jsonb not null,
  -- Statuses of the account, as last read.
  statuses jsonb not null default '[]',
  -- What was read completely.
  cursor jsonb not null default '{}',
  next_read_at timestamptz,
  -- What the account's calls are proven by.
  sealed_webhook_key text,
  last_call_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);
create index recruiting_setups_due on recruiting_setups (next_read_at) where next_read_at is not null;

create table recruiting_jobs (
  company_id text not null references companies (id),
  connection_id text not null,
  provider_id text not null,
  title text,
  status text,
  is_open boolean not null,
  department text,
  location text,
  -- The job here.
  job_id text,
  -- A person said which job it is here, or that it is none.
  set_by_hand boolean not null default false,
  required text[] not null default '{}',
  seen_at timestamptz not null,
  primary key (company_id, connection_id, provider_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  foreign key (company_id, job_id) references jobs (company_id, id) on delete set null (job_id)
);

create table recruiting_runs (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  reason text not null check (reason in ('schedule', 'webhook', 'person', 'settings', 'reconnect')),
  state text not null default 'queued' check (state in ('queued', 'reading', 'done', 'failed')),
  counts jsonb not null default '{}',
  problem text,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);
create index recruiting_runs_newest on recruiting_runs (company_id, connection_id, id desc);
-- Whoever asks while one waits is served by that one.
create unique index recruiting_runs_waiting on recruiting_runs (company_id, connection_id) where state = 'queued';

-- An application of an account, once, whatever happens. Nothing of the person stands here.
create table recruiting_records (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  provider_id text not null,
  provider_job_id text,
  provider_person_id text,
  state text not null default 'pending' check (state in ('pending', 'taken', 'held', 'gone', 'left')),
  status_id text,
  status_name text,
  kind text,
  -- The kind that it was last moved to here.
  followed text,
  attempts integer not null default 0,
  problem text,
  -- Who it is, when it was sent from here.
  candidate_id text,
  application_id text,
  hired_at timestamptz,
  seen_at timestamptz not null,
  taken_at timestamptz,
  unique (company_id, id),
  unique (company_id, connection_id, provider_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  foreign key (company_id, candidate_id) references candidates (company_id, id)
    on delete set null (candidate_id),
  foreign key (company_id, application_id) references applications (company_id, id)
    on delete set null (application_id)
);
create index recruiting_records_candidate on recruiting_records (company_id, candidate_id);
create index recruiting_records_application on recruiting_records (company_id, application_id);
create index recruiting_records_work on recruiting_records (company_id, connection_id, id)
  where state = 'pending' or kind is distinct from followed;

create table recruiting_writes (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  kind text not null check (kind in ('post_candidate', 'move_status', 'write_back')),
  state text not null default 'prepared'
    check (state in ('prepared', 'sending', 'ambiguous', 'done', 'refused', 'needs_attention', 'dropped')),
  candidate_id text,
  application_id text,
  provider_job_id text,
  -- The application there that is moved or commented on.
  provider_application_id text,
  -- The status.
  target text,
  fields text[] not null default '{}',
  -- Values hold personal data: sealed, and gone once it is known how the write ended.
  sealed_payload text,
  request_hash text,
  request_summary text,
  attempts integer not null default 0,
  -- Counts who may record an outcome: whoever sent last, or found that sending was cut short.
  fence bigint not null default 0,
  outcome text check (outcome in ('not_sent', 'done', 'refused', 'throttled', 'ambiguous')),
  -- The account's id of the application that was made.
  provider_id text,
  proof jsonb,
  note text,
  -- How often a person sent it again.
  run integer not null default 1,
  requested_by text not null,
  requested_by_user text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  finished_at timestamptz,
  -- When the work on it ended; null while it goes on.
  settled_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id),
  foreign key (company_id, candidate_id) references candidates (company_id, id)
    on delete set null (candidate_id),
  foreign key (company_id, application_id) references applications (company_id, id)
    on delete set null (application_id)
);
create index recruiting_writes_newest on recruiting_writes (company_id, id desc);
create index recruiting_writes_candidate on recruiting_writes (company_id, candidate_id);
create index recruiting_writes_application on recruiting_writes (company_id, application_id);
-- A candidate is sent to a job once.
create unique index recruiting_writes_once
  on recruiting_writes (company_id, connection_id, candidate_id, coalesce(provider_job_id, ''))
  where kind = 'post_candidate' and state not in ('refused', 'dropped');
-- And told of there once.
create unique index recruiting_writes_told on recruiting_writes (company_id, connection_id, provider_application_id)
  where kind = 'write_back';

select protect_company_tables();
