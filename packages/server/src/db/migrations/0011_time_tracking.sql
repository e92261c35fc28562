-- Time tracking: entries of timesheets (clocked, or hours of a day), and the hour records that
-- payroll systems push under ids of their own.

create sequence timesheet_entry_numbers start 390;

create table timesheet_entries (
  id integer primary key default nextval('timesheet_entry_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  kind text not null check (kind in ('clock', 'hour')),
  -- Of the start, in the entry's time zone.
  "date" date not null,
  started_at timestamptz,
  ended_at timestamptz,
  time_zone text,
  hours numeric(8, 4),
  note text,
  created_at timestamptz not null,
  updated_at timestamptz,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  check ((kind = 'clock') = (started_at is not null)),
  check (kind = 'clock' or hours is not null),
  check (ended_at is null or ended_at > started_at)
);
-- Nobody is clocked in twice, whatever two requests at once believe.
create unique index timesheet_entries_open on timesheet_entries (company_id, employee_id)
  where kind = 'clock' and ended_at is null;
create index timesheet_entries_by_date on timesheet_entries (company_id, "date");
create index timesheet_entries_by_employee on timesheet_entries (company_id, employee_id, "date");

create table hour_records (
  company_id text not null references companies (id),
  id text not null check (id <> ''),
  employee_id text not null,
  "date" date not null,
  rate_type text not null check (rate_type in ('REG', 'OT', 'DT')),
  hours numeric(8, 4) not null,
  adjusted_hours numeric(8, 4),
  adjusted_at timestamptz,
  -- What the sender wanted kept with it: pay code, job code and the like.
  details jsonb not null default '{}',
  primary key (company_id, id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade
);
create index hour_records_by_employee on hour_records (company_id, employee_id);

select protect_company_tables();
