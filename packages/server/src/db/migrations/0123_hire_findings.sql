-- What looking through an account found of its hires that should not be, and when it was looked through.
create table hire_findings (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  kind text not null check (kind in ('marker_twice', 'marker_unknown', 'missing_there')),
  -- What it is about: the marker, or the id of the hire that is missing.
  key text not null,
  hire_id text,
  -- Of a marker that no hire here has: the application that it derives from, where one is known.
  application_id text,
  employee_ids text[] not null,
  state text not null default 'open' check (state in ('open', 'resolved')),
  found_at timestamptz not null,
  resolved_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  foreign key (company_id, hire_id) references hires (company_id, id) on delete cascade,
  foreign key (company_id, application_id) references applications (company_id, id) on delete cascade,
  check ((state = 'resolved') = (resolved_at is not null))
);
create unique index hire_findings_one_open on hire_findings (company_id, connection_id, kind, key)
  where state = 'open';
create index hire_findings_newest on hire_findings (company_id, id desc);
create index hire_findings_by_hire on hire_findings (company_id, hire_id) where hire_id is not null;

create table hire_reconciles (
  company_id text not null references companies (id),
  connection_id text not null,
  -- Looks are counted as they begin: one that began before the last that counts, and ended later, does not.
  begun bigint not null,
  counted bigint not null default 0,
  -- When the last look that counts began.
  looked_at timestamptz,
  -- The same of the last that compared all hires and saw everything.
  full_at timestamptz,
  -- Why the last look could not tell everything.
  problem text,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);

-- Hires of one connection are compared with what it shows, and found by the markers that it shows.
create index hires_by_connection on hires (company_id, connection_id, updated_at);
create index hires_by_marker on hires (company_id, marker);

select protect_company_tables();
