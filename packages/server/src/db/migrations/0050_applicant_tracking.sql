-- What jobs, applications and candidates have beyond the first version, their history, and
-- numbers that each company counts for itself.

alter table jobs
  add location_type text not null default 'on_site' check (location_type in ('on_site', 'remote', 'hybrid')),
  add minimum_experience text,
  add compensation text,
  add internal_code text,
  -- Standard question → off, optional or required; what is not named has the rule of the product.
  add questions jsonb not null default '{}',
  drop constraint jobs_status_check,
  add constraint jobs_status_check
    check (status in ('draft', 'open', 'on_hold', 'filled', 'canceled', 'deleted'));

alter table applications
  add rating smallint check (rating between 1 and 5),
  add referred_by text,
  add desired_salary text,
  add available_on date,
  add reference_text text,
  add updated_at timestamptz not null default now();
create index applications_newest on applications (company_id, applied_at desc, number desc);

-- Stages have no foreign key here: history outlives a stage that was removed.
create table stage_changes (
  company_id text not null references companies (id),
  number integer not null,
  application_id text not null,
  from_stage_id text not null,
  to_stage_id text not null,
  user_id text,
  at timestamptz not null,
  primary key (company_id, number),
  foreign key (company_id, application_id) references applications (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
create index stage_changes_by_application on stage_changes (company_id, application_id, number desc);

create table application_comments (
  company_id text not null references companies (id),
  number integer not null,
  application_id text not null,
  user_id text,
  author text not null,
  text text not null check (text <> ''),
  created_at timestamptz not null,
  primary key (company_id, number),
  foreign key (company_id, application_id) references applications (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
create index application_comments_by_application on application_comments (company_id, application_id, number desc);

-- The rows of all companies are meant, and row-level security hides them from the owner too.
alter table jobs no force row level security;
alter table candidates no force row level security;
alter table applications no force row level security;
alter table stages no force row level security;
alter table company_counters no force row level security;

update applications
   set updated_at = stage_changed_at,
       referred_by = c.details ->> 'referredBy',
       desired_salary = c.details ->> 'desiredSalary',
       available_on = (c.details ->> 'dateAvailable')::date,
       reference_text = c.details ->> 'references'
  from candidates c
 where c.company_id = applications.company_id and c.id = applications.candidate_id;

update candidates
   set details = jsonb_strip_nulls(jsonb_build_object(
         'addressLine1', details -> 'address', 'city', details -> 'city', 'state', details -> 'state',
         'zipCode', details -> 'zip', 'country', details -> 'country', 'linkedinUrl', details -> 'linkedinUrl',
         'websiteUrl', details -> 'websiteUrl', 'educationLevel', details -> 'highestEducation',
         'educationInstitution', details -> 'collegeName'))
 where details <> '{}';

insert into company_counters (company_id, name, value)
select company_id, 'jobs', max(number) from jobs group by company_id
union all
select company_id, 'candidates', max(number) from candidates group by company_id
union all
select company_id, 'applications', max(number) from applications group by company_id
union all
select company_id, 'stages', greatest(max(number), 19) from stages group by company_id;

alter table jobs force row level security;
alter table candidates force row level security;
alter table applications force row level security;
alter table stages force row level security;
alter table company_counters force row level security;

-- A number out of a sequence over all companies showed how busy the others are.
alter table jobs alter number drop default;
alter table candidates alter number drop default;
alter table applications alter number drop default;
drop sequence job_numbers;
drop sequence candidate_numbers;
drop sequence application_numbers;
drop sequence stage_numbers;

select protect_company_tables();
