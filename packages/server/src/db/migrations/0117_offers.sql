-- What candidates were offered, and documents that say so. Both tell what somebody earns.
create table offers (
  company_id text not null references companies (id),
  application_id text not null,
  state text not null check (state in ('draft', 'sent', 'accepted', 'declined', 'withdrawn')),
  start_date date,
  job_title text,
  department text,
  division text,
  location text,
  employment_status text,
  reports_to text,
  pay_rate numeric(17, 4) check (pay_rate >= 0),
  pay_currency text,
  pay_type text,
  pay_per text,
  file_id text,
  updated_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (company_id, application_id),
  check (pay_rate is null or pay_currency is not null),
  foreign key (company_id, application_id) references applications (company_id, id) on delete cascade,
  foreign key (company_id, file_id) references attachments (company_id, file_id)
);
create index offers_by_file on offers (company_id, file_id) where file_id is not null;

alter table attachments drop constraint attachments_kind_check;
alter table attachments add constraint attachments_kind_check
  check (kind in ('resume', 'cover_letter', 'offer', 'other'));

select protect_company_tables();
