-- Files of employees who come from a provider stay there. What was last read of which there are is
-- kept, so that a listing can be answered while the provider cannot be asked.
create table mirrored_file_lists (
  company_id text not null references companies (id),
  connection_id text not null,
  employee_number integer not null,
  -- Categories with their files: names, sizes, dates, ids as the provider has them. No bytes.
  list jsonb not null,
  -- When the provider was asked for it.
  read_at timestamptz not null,
  primary key (company_id, connection_id, employee_number),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  foreign key (company_id, employee_number) references employees (company_id, number) on delete cascade
);

select protect_company_tables();
