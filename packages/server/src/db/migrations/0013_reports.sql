-- Reports that a company keeps: which fields, of whom, in which order. What somebody sees in one is
-- decided by their own rights whenever it is made.

create sequence saved_report_numbers start 1;

create table saved_reports (
  id integer primary key default nextval('saved_report_numbers'),
  company_id text not null references companies (id),
  owner_user_id text not null,
  name text not null check (name <> ''),
  fields jsonb not null,
  -- {match, conditions} and a list of {field, descending}, as modules/reports/employee-query.ts reads them.
  filter jsonb,
  sort jsonb not null default '[]',
  shared boolean not null default true,
  created_at timestamptz not null default now(),
  unique (company_id, id)
);
create unique index saved_reports_name on saved_reports (company_id, lower(name));

select protect_company_tables();
