-- Résumés that were sent as an address: fetched once, right after the candidate was taken in. The
-- address is a key to the document, so it is sealed, and gone once it was used.
create table resume_fetches (
  id text primary key,
  company_id text not null references companies (id),
  candidate_id text not null,
  -- For people; the address itself may let anybody in.
  host text not null,
  sealed_url text,
  name text,
  state text not null default 'pending' check (state in ('pending', 'done', 'failed')),
  -- An error code, and words for people.
  problem_code text,
  problem text,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (company_id, id),
  check ((state = 'pending') = (finished_at is null)),
  check (state = 'pending' or sealed_url is null),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade
);
create index resume_fetches_by_candidate on resume_fetches (company_id, candidate_id, id desc);

select protect_company_tables();
