-- Who works on a job, who brought a person, and what somebody sees who sees only assigned jobs.
create table job_team (
  company_id text not null references companies (id),
  job_id text not null,
  user_id text not null,
  role text not null check (role in ('hiring_manager', 'recruiter', 'interviewer', 'external_recruiter')),
  created_at timestamptz not null default now(),
  primary key (company_id, job_id, user_id),
  foreign key (company_id, job_id) references jobs (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id) on delete cascade
);
create index job_team_by_user on job_team (company_id, user_id);

alter table candidates
  add brought_by_user_id text,
  add foreign key (company_id, brought_by_user_id) references users (company_id, id)
    on delete set null (brought_by_user_id);
create index candidates_by_recruiter on candidates (company_id, brought_by_user_id)
  where brought_by_user_id is not null;

-- Jobs are public only once somebody says so; those that are open already are not made public by an upgrade.
alter table jobs add published_at timestamptz;

-- The rows of all companies are meant, and row-level security hides them from the owner too.
alter table access_levels no force row level security;
update access_levels
   set definition = jsonb_set(definition, '{hiring,ownCandidatesOnly}', 'true')
 where builtin = 'external_recruiter';
alter table access_levels force row level security;

select protect_company_tables();
