-- What jobs ask of applicants beyond the standard questions, and what was answered.
create table job_questions (
  id text not null,
  company_id text not null references companies (id),
  number integer not null,
  job_id text not null,
  label text not null check (label <> ''),
  help text,
  type text not null check (type in ('short_text', 'long_text', 'single_choice', 'multiple_choice', 'yes_no',
    'number', 'date', 'url', 'file', 'email', 'phone')),
  required boolean not null default false,
  -- [{id, label, archived}]: one that was offered once stays, for the answers that name it.
  options jsonb not null default '[]',
  position integer not null,
  -- Questions that were answered are never removed.
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, number),
  unique (company_id, job_id, id),
  foreign key (company_id, job_id) references jobs (company_id, id) on delete cascade
);
create index job_questions_by_job on job_questions (company_id, job_id, position);

create table application_answers (
  company_id text not null references companies (id),
  application_id text not null,
  job_id text not null,
  question_id text not null,
  -- Text, number, boolean, id of an option or a list of them; null for a file.
  value jsonb,
  file_id text,
  primary key (company_id, application_id, question_id),
  check ((value is null) <> (file_id is null)),
  foreign key (company_id, application_id) references applications (company_id, id) on delete cascade,
  foreign key (company_id, job_id, question_id) references job_questions (company_id, job_id, id),
  foreign key (company_id, file_id) references files (company_id, id)
);
create index application_answers_by_question on application_answers (company_id, job_id, question_id);
create index application_answers_by_file on application_answers (company_id, file_id) where file_id is not null;

select protect_company_tables();
