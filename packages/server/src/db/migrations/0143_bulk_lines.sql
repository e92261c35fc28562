-- Lines of bulk creation that were taken in, so that each can be sent again and has one effect.
create table bulk_lines (
  company_id text not null references companies (id),
  user_id text not null,
  key text not null,
  -- A keyed hash of what the line said.
  fingerprint text not null,
  -- No references: a key that was used stays used when the candidate goes.
  candidate_id text not null,
  application_id text,
  is_repeated boolean not null,
  taken_at timestamptz not null,
  primary key (company_id, user_id, key)
);
create index bulk_lines_by_age on bulk_lines (company_id, taken_at);

select protect_company_tables();
