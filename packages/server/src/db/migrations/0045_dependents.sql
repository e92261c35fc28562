-- Identification numbers in rows of employees' tables (of dependents): the row says only what may be
-- shown of a number, which stands here, sealed.

create table employee_row_secrets (
  company_id text not null references companies (id),
  row_id bigint not null,
  column_name text not null,
  -- As the row says it.
  shown text not null,
  sealed text not null,
  primary key (company_id, row_id, column_name),
  foreign key (company_id, row_id) references employee_rows (company_id, id) on delete cascade
);
create index employee_row_secrets_by_row on employee_row_secrets (row_id);

select protect_company_tables();
