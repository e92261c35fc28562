-- Tables of people that somebody brings in. Rows are kept until they are taken or given up: what was
-- taken stands in the candidate, and its cells are forgotten with the same transaction.
create table candidate_imports (
  id text not null,
  company_id text not null references companies (id),
  user_id text,
  user_name text not null,
  file_name text not null,
  state text not null check (state in ('checking', 'ready', 'running', 'mending', 'done')),
  -- Counts up with each change of what rows mean: a check of an older one ends.
  revision integer not null default 1,
  problem text,
  columns jsonb not null,
  targets jsonb not null,
  options jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id) on delete set null (user_id)
);

create table candidate_import_rows (
  company_id text not null references companies (id),
  import_id text not null,
  -- The line of the table: 1 is that of the names.
  number integer not null,
  cells jsonb,
  state text not null check (state in ('new', 'good', 'bad', 'created', 'known', 'skipped', 'dropped')),
  problems jsonb not null default '[]',
  candidate_id text,
  primary key (company_id, import_id, number),
  foreign key (company_id, import_id) references candidate_imports (company_id, id) on delete cascade
);
create index candidate_import_rows_by_state on candidate_import_rows (company_id, import_id, state, number);

select protect_company_tables();
