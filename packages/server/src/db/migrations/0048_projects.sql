-- Projects and tasks that worked time is booked on.

create sequence time_tracking_project_numbers start 1;
create sequence time_tracking_task_numbers start 1;

create table time_tracking_projects (
  id integer primary key default nextval('time_tracking_project_numbers'),
  company_id text not null references companies (id),
  name text not null check (name <> ''),
  billable boolean not null,
  -- Whether everybody may book on it; else those of time_tracking_project_employees.
  open_to_all boolean not null,
  has_tasks boolean not null,
  unique (company_id, id)
);
create unique index time_tracking_projects_name on time_tracking_projects (company_id, lower(name));

create table time_tracking_project_employees (
  company_id text not null references companies (id),
  project_id integer not null,
  employee_id text not null,
  primary key (company_id, project_id, employee_id),
  foreign key (company_id, project_id) references time_tracking_projects (company_id, id) on delete cascade,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade
);
create index time_tracking_project_employees_by_employee
  on time_tracking_project_employees (company_id, employee_id);

create table time_tracking_tasks (
  id integer primary key default nextval('time_tracking_task_numbers'),
  company_id text not null references companies (id),
  project_id integer not null,
  name text not null check (name <> ''),
  billable boolean not null,
  unique (company_id, id),
  unique (company_id, project_id, id),
  foreign key (company_id, project_id) references time_tracking_projects (company_id, id) on delete cascade
);
create unique index time_tracking_tasks_name on time_tracking_tasks (company_id, project_id, lower(name));

-- A project or task that time is booked on cannot be removed.
alter table timesheet_entries
  add project_id integer,
  add task_id integer,
  add foreign key (company_id, project_id) references time_tracking_projects (company_id, id),
  add foreign key (company_id, project_id, task_id) references time_tracking_tasks (company_id, project_id, id),
  add check (task_id is null or project_id is not null);
create index timesheet_entries_by_project on timesheet_entries (company_id, project_id, task_id);

alter table hour_records
  add project_id integer,
  add task_id integer,
  add foreign key (company_id, project_id) references time_tracking_projects (company_id, id),
  add foreign key (company_id, project_id, task_id) references time_tracking_tasks (company_id, project_id, id),
  add check (task_id is null or project_id is not null);
create index hour_records_by_project on hour_records (company_id, project_id, task_id);

select protect_company_tables();
