-- Changes of an employee that follow from what a hired application says after its hire was sent.
create table hire_changes (
  id text primary key,
  company_id text not null references companies (id),
  hire_id text not null,
  kind text not null check (kind in ('patch', 'withdrawal', 'no_show')),
  -- Field by field: what was sent, what the application says now, what the provider shows.
  diff jsonb not null,
  -- The writes that follow, to the last value.
  plan jsonb not null,
  -- Over kind, diff and plan.
  content_hash text not null,
  state text not null default 'proposed' check (state in (
    'proposed', 'awaiting_approval', 'sending', 'done', 'failed', 'dismissed', 'superseded')),
  -- What went wrong, or why it was dismissed.
  problem text,
  attempt integer not null default 0,
  proposed_by text not null,
  -- The person who let it be sent, or dismissed it.
  decided_by text,
  approval_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (company_id, id),
  foreign key (company_id, hire_id) references hires (company_id, id) on delete cascade
);
create unique index hire_changes_one_open on hire_changes (company_id, hire_id)
  where state in ('proposed', 'awaiting_approval', 'sending', 'failed');
create index hire_changes_newest on hire_changes (company_id, id desc);
create index hire_changes_by_hire on hire_changes (company_id, hire_id, id desc);

create table hire_change_steps (
  company_id text not null references companies (id),
  change_id text not null,
  name text not null check (name in ('employee', 'employment_status', 'job_info', 'compensation', 'terminate')),
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
  primary key (company_id, change_id, name),
  foreign key (company_id, change_id) references hire_changes (company_id, id) on delete cascade
);

-- Of what was different at the last look: the provider is asked again when that changes.
create table hire_comparisons (
  company_id text not null references companies (id),
  hire_id text not null,
  local_hash text not null,
  primary key (company_id, hire_id),
  foreign key (company_id, hire_id) references hires (company_id, id) on delete cascade
);

select protect_company_tables();
