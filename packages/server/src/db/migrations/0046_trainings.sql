-- Trainings: types with their categories, and who completed which.

create sequence training_category_numbers start 1;
create sequence training_type_numbers start 14;
create sequence training_record_numbers start 1000;

create table training_categories (
  id integer primary key default nextval('training_category_numbers'),
  company_id text not null references companies (id),
  name text not null check (name <> ''),
  unique (company_id, id)
);
create unique index training_categories_name on training_categories (company_id, lower(name));

create table training_types (
  id integer primary key default nextval('training_type_numbers'),
  company_id text not null references companies (id),
  category_id integer,
  name text not null check (name <> ''),
  required boolean not null,
  -- Months until it has to be renewed; null for what is done once.
  renewal_months integer check (renewal_months > 0),
  -- Days after the hire until it is due.
  due_days integer check (due_days > 0),
  link_url text,
  description text,
  self_completion boolean not null default false,
  unique (company_id, id),
  foreign key (company_id, category_id) references training_categories (company_id, id)
    on delete set null (category_id)
);
create unique index training_types_name on training_types (company_id, lower(name));
create index training_types_by_category on training_types (company_id, category_id);

create table training_records (
  id integer primary key default nextval('training_record_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  type_id integer not null,
  completed_on date not null,
  notes text,
  instructor text,
  credits numeric(10, 2),
  hours numeric(10, 2),
  cost numeric(17, 2),
  cost_currency text,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, type_id) references training_types (company_id, id),
  check ((cost is null) = (cost_currency is null))
);
create index training_records_by_employee on training_records (company_id, employee_id);
create index training_records_by_type on training_records (company_id, type_id);

select protect_company_tables();
