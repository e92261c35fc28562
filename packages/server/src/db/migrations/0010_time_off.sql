-- Time off: types, policies, who has which policy, requests, history entries, holidays. Balances
-- are stored nowhere: modules/time-off/balances.ts calculates them from these rows.

create sequence time_off_type_numbers start 77;
create sequence time_off_policy_numbers start 1;
create sequence time_off_request_numbers start 1600;
create sequence time_off_history_numbers start 1;
create sequence holiday_numbers start 1;

create table time_off_types (
  id integer primary key default nextval('time_off_type_numbers'),
  company_id text not null references companies (id),
  name text not null check (name <> ''),
  units text not null check (units in ('hours', 'days')),
  icon text,
  position integer not null,
  unique (company_id, id)
);
create unique index time_off_types_name on time_off_types (company_id, lower(name));

create table time_off_policies (
  id integer primary key default nextval('time_off_policy_numbers'),
  company_id text not null references companies (id),
  type_id integer not null,
  name text not null check (name <> ''),
  kind text not null check (kind in ('accruing', 'discretionary', 'manual')),
  -- The rules of an accruing policy, as modules/time-off/accruals.ts reads them.
  accrual jsonb,
  unique (company_id, id),
  foreign key (company_id, type_id) references time_off_types (company_id, id),
  check ((kind = 'accruing') = (accrual is not null))
);

create table time_off_assignments (
  id bigint generated always as identity primary key,
  company_id text not null references companies (id),
  employee_id text not null,
  policy_id integer not null,
  type_id integer not null,
  starts_on date,
  -- The last day on which it counts; null while it is in force.
  ended_on date,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, policy_id) references time_off_policies (company_id, id),
  foreign key (company_id, type_id) references time_off_types (company_id, id)
);
-- One policy of each type at a time.
create unique index time_off_assignments_in_force on time_off_assignments (company_id, employee_id, type_id)
  where ended_on is null;
create index time_off_assignments_by_employee on time_off_assignments (company_id, employee_id);

create table time_off_requests (
  id integer primary key default nextval('time_off_request_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  type_id integer not null,
  status text not null check (status in ('requested', 'approved', 'denied', 'canceled', 'superceded')),
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  -- Amounts of single days, `{"2026-06-15": 8}`; days that are not named have none.
  days jsonb not null,
  employee_note text,
  manager_note text,
  created_at timestamptz not null,
  status_changed_at timestamptz not null,
  status_changed_by integer not null,
  unique (company_id, id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, type_id) references time_off_types (company_id, id)
);
create index time_off_requests_by_dates on time_off_requests (company_id, starts_on, ends_on);
create index time_off_requests_by_employee on time_off_requests (company_id, employee_id);

create table time_off_history (
  id integer primary key default nextval('time_off_history_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  type_id integer not null,
  kind text not null check (kind in ('used', 'override')),
  "date" date not null,
  -- Signed: what is used stands below zero.
  amount numeric(12, 4) not null,
  request_id integer,
  note text,
  created_at timestamptz not null,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, type_id) references time_off_types (company_id, id),
  foreign key (company_id, request_id) references time_off_requests (company_id, id) on delete cascade,
  check ((kind = 'used') = (request_id is not null))
);
create unique index time_off_history_request on time_off_history (company_id, request_id);
create index time_off_history_by_employee on time_off_history (company_id, employee_id);

-- Every year again: a day of a month, or its nth weekday (0 is Sunday; -1 is the last one).
create table holidays (
  id integer primary key default nextval('holiday_numbers'),
  company_id text not null references companies (id),
  name text not null check (name <> ''),
  month integer not null check (month between 1 and 12),
  day integer check (day between 1 and 31),
  weekday integer check (weekday between 0 and 6),
  nth integer check (nth between -1 and 5 and nth <> 0),
  check ((day is null) = (weekday is not null) and (weekday is null) = (nth is null))
);
create index holidays_by_company on holidays (company_id);

select protect_company_tables();
