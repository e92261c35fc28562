-- What a company says of a candidate: stars, tags, notes, fields of its own, and why it said no.
alter table candidates
  add rating smallint check (rating between 1 and 5),
  -- Values of candidate_fields by their keys; a field without a value is not in it.
  add custom jsonb not null default '{}';
create index candidates_by_source on candidates (company_id, lower(source)) where source is not null;
create index candidates_by_creation on candidates (company_id, created_at);

create table candidate_tags (
  company_id text not null references companies (id),
  candidate_id text not null,
  tag text not null check (tag <> ''),
  primary key (company_id, candidate_id, tag),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade
);
create unique index candidate_tags_once on candidate_tags (company_id, candidate_id, lower(tag));
create index candidate_tags_by_tag on candidate_tags (company_id, lower(tag));

create table candidate_notes (
  id text not null,
  company_id text not null references companies (id),
  candidate_id text not null,
  user_id text,
  author text not null,
  text text not null check (text <> ''),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id) on delete set null (user_id)
);
create index candidate_notes_by_candidate on candidate_notes (company_id, candidate_id, id);

create table candidate_fields (
  id text not null,
  company_id text not null references companies (id),
  number integer not null,
  label text not null check (label <> ''),
  help text,
  type text not null check (type in ('short_text', 'long_text', 'single_choice', 'multiple_choice', 'yes_no',
    'number', 'date', 'url', 'email', 'phone')),
  -- [{id, label, archived}], as those of job_questions.
  options jsonb not null default '[]',
  position integer not null,
  -- Shown and taken no more; values are kept.
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (company_id, id),
  unique (company_id, number)
);
create unique index candidate_fields_label on candidate_fields (company_id, lower(label))
  where archived_at is null;

create table reject_reasons (
  id text not null,
  company_id text not null references companies (id),
  label text not null check (label <> ''),
  position integer not null,
  -- Offered no more; applications that name it keep it.
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (company_id, id)
);
create unique index reject_reasons_label on reject_reasons (company_id, lower(label))
  where archived_at is null;
insert into reject_reasons (id, company_id, label, position)
select 'rjr_' || md5(c.id || r.label), c.id, r.label, r.position - 1
  from companies c, unnest(array['Experience does not fit', 'Qualification is missing', 'Somebody else was chosen',
    'The position is filled', 'Salary expectations', 'Location', 'Kept for later', 'Other'])
    with ordinality r (label, position);

alter table applications
  add reject_reason_id text,
  add reject_note text,
  add foreign key (company_id, reject_reason_id) references reject_reasons (company_id, id);
create index applications_by_reject_reason on applications (company_id, reject_reason_id)
  where reject_reason_id is not null;

-- Lists of candidates that somebody looks at again and again.
create table candidate_filters (
  id text not null,
  company_id text not null references companies (id),
  user_id text not null,
  name text not null check (name <> ''),
  -- Everybody of the company finds it.
  shared boolean not null,
  filter jsonb not null,
  created_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id) on delete cascade
);
create unique index candidate_filters_name on candidate_filters (company_id, user_id, lower(name));

select protect_company_tables();
