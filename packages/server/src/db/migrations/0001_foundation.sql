-- Every table with company_id is put under forced row-level security by the call at the end
-- of this file. The company is set per transaction (db/database.ts); unset means 0 rows.

create function current_company() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('joinery.company_id', true), '') $$;

-- A secret that names its own row: a key or session is looked up before its company is known.
-- Whoever can present the hash may read exactly the row with that hash.
create function current_lookup() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('joinery.lookup', true), '') $$;

-- One row: what this installation has to recognise about itself at its next start.
create table installation (
  only_row boolean primary key default true check (only_row),
  -- Keyed hash of a fixed text: tells a wrong encryption key before anything is sealed with it.
  key_check text,
  own_url text,
  setup_token_hash text,
  -- Set while the demo is being made: a start that finds it set finds a demo that was cut off.
  demo_in_making boolean not null default false
);

create table companies (
  id text primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null check (name <> ''),
  kind text not null check (kind in ('live', 'sandbox')),
  time_zone text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Counts changes of the field catalogue, so that processes know when to read it again.
  fields_version integer not null default 1,
  created_at timestamptz not null default now()
);

create table company_counters (
  company_id text not null references companies (id),
  name text not null,
  value bigint not null,
  primary key (company_id, name)
);

-- Numbers that other people's APIs show as integers; gaps are allowed, so sequences, not counters.
create sequence user_numbers start 2000;
create sequence list_option_numbers start 17927;
create sequence table_row_numbers start 1;
create sequence job_numbers start 18;
create sequence stage_numbers start 20;
create sequence candidate_numbers start 100;
create sequence application_numbers start 40;
create sequence file_numbers start 20;
create sequence file_category_numbers start 20;

create table access_levels (
  id text primary key,
  company_id text not null references companies (id),
  builtin text,
  name text not null,
  definition jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, name),
  unique (company_id, builtin),
  unique (company_id, id)
);

create table employees (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null,
  status text not null default 'Active' check (status in ('Active', 'Inactive')),
  "values" jsonb not null default '{}',
  created_by_user_number integer,
  created_at timestamptz not null default now(),
  last_changed_at timestamptz not null default now(),
  unique (company_id, number),
  unique (company_id, id)
);
create unique index employees_work_email on employees (company_id, lower("values" ->> 'workEmail'))
  where "values" ->> 'workEmail' is not null;

create table employee_rows (
  id bigint primary key default nextval('table_row_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  table_alias text not null,
  effective_on date,
  "values" jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade
);
create index employee_rows_by_employee on employee_rows (company_id, employee_id, table_alias, effective_on desc, id desc);
create index employee_rows_by_table on employee_rows (company_id, table_alias, employee_id);

create table employee_changes (
  id bigint generated always as identity primary key,
  company_id text not null references companies (id),
  employee_number integer not null,
  action text not null check (action in ('Inserted', 'Updated', 'Deleted')),
  table_alias text,
  at timestamptz not null default clock_timestamp()
);
create index employee_changes_since on employee_changes (company_id, at, employee_number);

create table fields (
  company_id text not null references companies (id),
  key text not null,
  number text,
  alias text,
  name text not null,
  type text not null,
  source_kind text not null check (source_kind in ('value', 'table', 'calculated')),
  source_table text,
  source_column text not null,
  list_number integer,
  read_only boolean not null default false,
  required boolean not null default false,
  deprecated boolean not null default false,
  sensitive boolean not null default false,
  custom boolean not null default false,
  listed boolean not null default true,
  position integer not null,
  primary key (company_id, key)
);

create table lists (
  company_id text not null references companies (id),
  number integer not null,
  alias text,
  name text not null,
  manageable boolean not null,
  multiple boolean not null default false,
  primary key (company_id, number)
);

create table list_options (
  id integer primary key default nextval('list_option_numbers'),
  company_id text not null references companies (id),
  list_number integer not null,
  name text not null,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (company_id, list_number) references lists (company_id, number)
);
create unique index list_options_name on list_options (company_id, list_number, lower(name));

create table users (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('user_numbers'),
  kind text not null check (kind in ('person', 'service')),
  email text,
  first_name text not null default '',
  last_name text not null default '',
  password_hash text,
  access_level_id text not null,
  employee_id text,
  status text not null default 'enabled' check (status in ('enabled', 'disabled')),
  last_login_at timestamptz,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number),
  foreign key (company_id, access_level_id) references access_levels (company_id, id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete set null (employee_id)
);
create unique index users_email on users (company_id, lower(email)) where email is not null;

create table api_keys (
  id text primary key,
  company_id text not null references companies (id),
  user_id text not null,
  name text not null,
  preview text not null,
  hash text not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);

create table sessions (
  id text primary key,
  company_id text not null references companies (id),
  user_id text not null,
  hash text not null unique,
  -- Users of the same person, in this and other companies, whose password fitted at sign-in.
  person_users jsonb not null default '[]',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (company_id, user_id) references users (company_id, id)
);

create table files (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('file_numbers'),
  name text not null,
  content_type text not null,
  bytes bigint not null check (bytes > 0),
  sha256 text not null,
  storage_key text not null unique,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number)
);

create table file_categories (
  id integer primary key default nextval('file_category_numbers'),
  company_id text not null references companies (id),
  name text not null,
  unique (company_id, id)
);
create unique index file_categories_name on file_categories (company_id, lower(name));

create table employee_files (
  company_id text not null references companies (id),
  employee_id text not null,
  file_id text not null,
  category_id integer not null,
  name text not null,
  shared boolean not null default false,
  created_by text not null default '',
  created_at timestamptz not null default now(),
  primary key (company_id, file_id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, file_id) references files (company_id, id),
  foreign key (company_id, category_id) references file_categories (company_id, id)
);
create index employee_files_by_employee on employee_files (company_id, employee_id);

create table pipelines (
  id text primary key,
  company_id text not null references companies (id),
  name text not null,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  unique (company_id, id)
);
create unique index pipelines_default on pipelines (company_id) where is_default;

create table stages (
  id text primary key,
  company_id text not null references companies (id),
  pipeline_id text not null,
  number integer not null,
  code text,
  name text not null check (name <> ''),
  kind text not null check (kind in ('new', 'active', 'offer', 'hired', 'rejected', 'withdrawn')),
  position integer not null,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number),
  unique (company_id, pipeline_id, id),
  foreign key (company_id, pipeline_id) references pipelines (company_id, id)
);
create unique index stages_name on stages (company_id, pipeline_id, lower(name));

create table jobs (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('job_numbers'),
  pipeline_id text not null,
  title text not null check (title <> ''),
  status text not null check (status in ('draft', 'open', 'on_hold', 'filled', 'canceled')),
  department text,
  location text,
  employment_type text,
  description text not null default '',
  hiring_lead_employee_id text,
  posted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number),
  foreign key (company_id, pipeline_id) references pipelines (company_id, id),
  foreign key (company_id, hiring_lead_employee_id) references employees (company_id, id) on delete set null (hiring_lead_employee_id)
);

create table candidates (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('candidate_numbers'),
  first_name text not null default '',
  last_name text not null default '',
  email text,
  phone text,
  source text,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number)
);
create index candidates_email on candidates (company_id, lower(email));
create index candidates_newest on candidates (company_id, id desc);

create table applications (
  id text primary key,
  company_id text not null references companies (id),
  number integer not null default nextval('application_numbers'),
  candidate_id text not null,
  job_id text not null,
  pipeline_id text not null,
  stage_id text not null,
  applied_at timestamptz not null default now(),
  stage_changed_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, number),
  unique (company_id, candidate_id, job_id),
  foreign key (company_id, candidate_id) references candidates (company_id, id),
  foreign key (company_id, job_id) references jobs (company_id, id),
  foreign key (company_id, pipeline_id, stage_id) references stages (company_id, pipeline_id, id)
);
create index applications_by_job on applications (company_id, job_id, stage_id);
create index applications_by_stage on applications (company_id, stage_id);

create table attachments (
  company_id text not null references companies (id),
  candidate_id text not null,
  file_id text not null,
  kind text not null check (kind in ('resume', 'cover_letter', 'other')),
  created_at timestamptz not null default now(),
  primary key (company_id, file_id),
  foreign key (company_id, candidate_id) references candidates (company_id, id),
  foreign key (company_id, file_id) references files (company_id, id)
);
create index attachments_by_candidate on attachments (company_id, candidate_id, created_at desc);

create table timeline_entries (
  id text primary key,
  company_id text not null references companies (id),
  candidate_id text not null,
  application_id text,
  kind text not null,
  actor text not null,
  detail jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  foreign key (company_id, candidate_id) references candidates (company_id, id),
  foreign key (company_id, application_id) references applications (company_id, id)
);
create index timeline_by_candidate on timeline_entries (company_id, candidate_id, at desc, id desc);

create table connections (
  id text primary key,
  company_id text not null references companies (id),
  provider text not null,
  name text not null,
  base_url text not null,
  settings jsonb not null default '{}',
  sealed_credentials text not null,
  enabled boolean not null default false,
  health text not null default 'unknown' check (health in ('unknown', 'ok', 'degraded', 'unauthorized', 'unreachable')),
  last_test jsonb,
  tested_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id)
);

create table links (
  company_id text not null references companies (id),
  connection_id text not null,
  kind text not null,
  record_id text not null,
  provider_id text not null,
  content_hash text,
  seen_at timestamptz not null default now(),
  primary key (company_id, connection_id, kind, record_id),
  foreign key (company_id, connection_id) references connections (company_id, id)
);
create index links_by_provider on links (company_id, connection_id, kind, provider_id);

create table hires (
  id text primary key,
  company_id text not null references companies (id),
  application_id text not null,
  connection_id text not null,
  marker text not null,
  state text not null check (state in ('queued', 'running', 'waiting', 'done', 'failed', 'needs_attention')),
  request jsonb not null,
  attempt integer not null default 1,
  employee_number text,
  problem text,
  requested_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, application_id, connection_id),
  foreign key (company_id, application_id) references applications (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id)
);

create table hire_steps (
  company_id text not null references companies (id),
  hire_id text not null,
  name text not null,
  position integer not null,
  state text not null check (state in ('pending', 'prepared', 'sending', 'done', 'skipped', 'failed', 'ambiguous')),
  attempts integer not null default 0,
  fence bigint not null default 0,
  request_hash text,
  request_summary text,
  sent_at timestamptz,
  finished_at timestamptz,
  outcome text check (outcome in ('not_sent', 'done', 'refused', 'throttled', 'ambiguous')),
  provider_id text,
  proof jsonb,
  note text,
  primary key (company_id, hire_id, name),
  foreign key (company_id, hire_id) references hires (company_id, id)
);

create table events (
  id bigint generated always as identity primary key,
  company_id text not null references companies (id),
  type text not null,
  subject_id text not null,
  payload jsonb not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp()
);
create index events_by_company on events (company_id, id);

create table idempotency_keys (
  company_id text not null references companies (id),
  user_id text not null,
  key text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  primary key (company_id, user_id, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);

create table sandbox_faults (
  id text primary key,
  company_id text not null references companies (id),
  operation text not null,
  fault text not null,
  remaining integer not null check (remaining >= 0),
  created_at timestamptz not null default now()
);

-- What was asked of a sandbox company and what it did: the outside judge of every hand-off test.
create table sandbox_requests (
  id bigint generated always as identity primary key,
  company_id text not null references companies (id),
  operation text not null,
  method text not null,
  path text not null,
  status integer,
  fault text,
  executed boolean not null default false,
  request_id text not null,
  at timestamptz not null default clock_timestamp()
);
create index sandbox_requests_by_company on sandbox_requests (company_id, id);

-- Puts every table with company_id that is not yet protected under forced row-level security.
-- Later migrations call it again after their own tables.
create function protect_company_tables() returns void language plpgsql as $$
declare t text;
begin
  for t in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relforcerowsecurity
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_company on %I using (company_id = current_company()) with check (company_id = current_company())', t);
  end loop;
end $$;

select protect_company_tables();

create policy by_hash on api_keys for select using (hash = current_lookup());
create policy by_hash on sessions for select using (hash = current_lookup());
create policy by_email on users for select using (lower(email) = current_lookup());
