-- Photos of employees, made anew from what was sent: at full size, and as the large size that the
-- smaller ones are made from. The version is in the photo's address, so it never comes back.
create sequence photo_versions as integer;

alter table employees add photo_version integer;

create table employee_photos (
  company_id text not null references companies (id),
  employee_id text not null,
  version integer not null,
  original_file_id text not null,
  large_file_id text not null,
  uploaded_at timestamptz not null default now(),
  primary key (company_id, employee_id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, original_file_id) references files (company_id, id),
  foreign key (company_id, large_file_id) references files (company_id, id)
);
create index employee_photos_original on employee_photos (company_id, original_file_id);
create index employee_photos_large on employee_photos (company_id, large_file_id);

-- Public photos are asked for by the hash of the work e-mail address.
create index employees_by_mail_hash on employees (company_id, md5(lower(btrim("values" ->> 'workEmail'))))
  where photo_version is not null;

select protect_company_tables();
