-- Hires that begin by themselves, wait for something, or were ended; and everything that ever
-- happened to one.
alter table hires drop constraint hires_state_check;
alter table hires add constraint hires_state_check check (state in (
  'draft', 'awaiting_approval', 'queued', 'running', 'waiting', 'done', 'failed', 'needs_attention', 'cancelled'));
alter table hires
  add column started_by text not null default 'person' check (started_by in ('person', 'trigger')),
  add column approval_id text;
create index hires_by_approval on hires (company_id, approval_id) where approval_id is not null;

-- Only ever added to. Rows go with a company's whole state, when a sandbox is restored.
create table hire_log (
  company_id text not null references companies (id),
  hire_id text not null,
  number integer not null,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  step text,
  reason text,
  detail jsonb,
  primary key (company_id, hire_id, number),
  foreign key (company_id, hire_id) references hires (company_id, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end
$$;
create trigger hire_log_is_append_only before update on hire_log
  for each row execute function refuse_change();

-- What begins hires on a connection: for one job, or, where job_id is null, for all others.
create table hire_triggers (
  company_id text not null references companies (id),
  connection_id text not null,
  job_id text,
  mode text not null check (mode in ('manual', 'automatic')),
  -- Who has to agree first; null when nobody has to.
  approval jsonb,
  unique nulls not distinct (company_id, connection_id, job_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  foreign key (company_id, job_id) references jobs (company_id, id) on delete cascade
);

select protect_company_tables();
