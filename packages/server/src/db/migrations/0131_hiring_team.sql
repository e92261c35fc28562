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

-- The rule stands here once: every list, page, file and count of hiring asks it.
create function sees_job(of_company text, of_job text, led_by text, as_user text, as_employee text)
  returns boolean language sql stable parallel safe as $$
  select coalesce(led_by = as_employee, false) or exists (
    select from job_team t where t.company_id = of_company and t.job_id = of_job and t.user_id = as_user)
$$;

-- Whoever works on a job as an external recruiter, or may see only their own people, sees those they brought.
create function sees_application(of_company text, of_job text, led_by text, of_candidate text,
    as_user text, as_employee text, own_only boolean)
  returns boolean language sql stable parallel safe as $$
  select (
    not own_only and (coalesce(led_by = as_employee, false) or exists (
      select from job_team t
      where t.company_id = of_company and t.job_id = of_job and t.user_id = as_user
        and t.role <> 'external_recruiter'))
  ) or (
    sees_job(of_company, of_job, led_by, as_user, as_employee) and exists (
      select from candidates c
      where c.company_id = of_company and c.id = of_candidate and c.brought_by_user_id = as_user))
$$;

create function sees_candidate(of_company text, of_candidate text, brought_by text,
    as_user text, as_employee text, own_only boolean)
  returns boolean language sql stable parallel safe as $$
  select coalesce(brought_by = as_user, false) or (not own_only and exists (
    select from applications a join jobs j on j.company_id = a.company_id and j.id = a.job_id
    where a.company_id = of_company and a.candidate_id = of_candidate
      and sees_application(of_company, j.id, j.hiring_lead_employee_id, of_candidate,
        as_user, as_employee, own_only)))
$$;

-- The rows of all companies are meant, and row-level security hides them from the owner too.
alter table access_levels no force row level security;
update access_levels
   set definition = jsonb_set(definition, '{hiring,ownCandidatesOnly}', 'true')
 where builtin = 'external_recruiter';
alter table access_levels force row level security;

select protect_company_tables();
