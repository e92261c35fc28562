-- What of an application goes where, for each connection. The latest version counts; every version
-- stays as it was made. A connection without any has the mapping that is built in.
create table hire_mappings (
  company_id text not null references companies (id),
  connection_id text not null,
  version integer not null check (version > 0),
  definition jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (company_id, connection_id, version),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);
create trigger hire_mappings_are_append_only before update on hire_mappings
  for each row execute function refuse_change();

select protect_company_tables();
