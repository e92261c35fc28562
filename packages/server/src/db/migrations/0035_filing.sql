-- Files that stand in categories: those of an employee, and those of the company itself, which
-- have no employee. Categories belong to one of the two cabinets.
alter table file_categories add cabinet text not null default 'employee' check (cabinet in ('employee', 'company'));
alter table file_categories alter cabinet drop default;
drop index file_categories_name;
create unique index file_categories_name on file_categories (company_id, cabinet, lower(name));

alter table employee_files rename to filed_files;
alter table filed_files alter employee_id drop not null;
alter index employee_files_by_employee rename to filed_files_by_employee;
create index filed_files_by_category on filed_files (company_id, category_id);
