-- Tables of a company's own; their columns are fields with this source_table.
create table employee_tables (
  company_id text not null references companies (id),
  alias text not null,
  name text not null,
  date_column text,
  position integer not null,
  primary key (company_id, alias)
);

-- Up to which local date history has been rolled forward: rows that took effect until then have
-- been told to the change log.
alter table companies add rolled_to date;
-- A sandbox company lives this much ahead of the clock.
alter table companies add clock_offset_seconds bigint not null default 0;

create index employee_rows_by_date on employee_rows (company_id, effective_on);

select protect_company_tables();
