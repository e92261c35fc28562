-- What came in lately, by a keyed hash of its content: the same again within a day is the first one
-- once more, and no second candidate.
create table intake_submissions (
  company_id text not null references companies (id),
  fingerprint text not null,
  candidate_id text not null,
  taken_at timestamptz not null,
  primary key (company_id, fingerprint),
  -- Written before the candidate, so that who comes second waits for the first. Gone with the
  -- candidate: somebody who was erased may come again.
  foreign key (company_id, candidate_id) references candidates (company_id, id)
    on delete cascade deferrable initially deferred
);
create index intake_submissions_candidate on intake_submissions (company_id, candidate_id);

select protect_company_tables();
