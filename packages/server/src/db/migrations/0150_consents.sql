-- Texts that applicants agree to, and who agreed to which of them when. A text that was asked for is
-- never changed: other words are another version.
create table consent_texts (
  id text not null,
  company_id text not null references companies (id),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  version integer not null check (version > 0),
  label text not null check (label <> ''),
  text text not null check (text <> ''),
  required boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  -- Asked no more; the newest version of a key that is not is the one that is asked.
  retired_at timestamptz,
  primary key (company_id, id),
  unique (company_id, key, version)
);
create index consent_texts_asked on consent_texts (company_id, key, version desc) where retired_at is null;

create table consents (
  id text not null,
  company_id text not null references companies (id),
  candidate_id text not null,
  -- With which it came; null for one that somebody of the company noted down.
  application_id text,
  text_id text not null,
  given_at timestamptz not null,
  recorded_by text not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_reason text,
  primary key (company_id, id),
  check ((withdrawn_at is null) = (withdrawn_by is null)),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade,
  foreign key (company_id, application_id) references applications (company_id, id)
    on delete set null (application_id),
  foreign key (company_id, text_id) references consent_texts (company_id, id)
);
create index consents_by_candidate on consents (company_id, candidate_id, given_at desc, id desc);
create index consents_by_application on consents (company_id, application_id) where application_id is not null;

select protect_company_tables();
