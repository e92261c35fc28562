-- Approvals: a question that waits for people, bound to a hash of exactly what will be done.

create table approvals (
  id text primary key,
  company_id text not null references companies (id),
  subject_kind text not null,
  subject_id text not null,
  question text not null,
  -- What people are shown, line by line.
  diff jsonb not null,
  -- Of what the subject will do, by its own hash; null where the lines say it all.
  exact_hash text,
  -- Over all of the above, this row's id and the version.
  content_hash text not null,
  version integer not null default 1,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'expired', 'cancelled')),
  -- Null: the server, by a rule.
  asked_by text,
  -- Who asked and who edited since: none of them may answer.
  authors text[] not null,
  approver_users text[] not null,
  approver_levels text[] not null,
  quorum integer not null check (quorum between 1 and 10),
  expires_after_hours integer check (expires_after_hours > 0),
  remind_after_hours integer check (remind_after_hours > 0),
  expires_at timestamptz,
  remind_at timestamptz,
  created_at timestamptz not null,
  decided_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, asked_by) references users (company_id, id),
  check ((state = 'open') = (decided_at is null))
);
create unique index approvals_one_open on approvals (company_id, subject_kind, subject_id) where state = 'open';
create index approvals_newest on approvals (company_id, id desc);
create index approvals_by_subject on approvals (company_id, subject_id, id desc);
create index approvals_open on approvals (company_id, id desc) where state = 'open';

create table approval_answers (
  id bigint generated always as identity,
  company_id text not null references companies (id),
  approval_id text not null,
  version integer not null,
  user_id text not null,
  answer text not null check (answer in ('approve', 'reject')),
  content_hash text not null,
  note text,
  at timestamptz not null,
  -- Since when it does not count: its user may not answer any more, or answered otherwise.
  lapsed_at timestamptz,
  primary key (company_id, id),
  foreign key (company_id, approval_id) references approvals (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id)
);
create unique index approval_answers_once on approval_answers (company_id, approval_id, version, user_id)
  where lapsed_at is null;
create index approval_answers_by_user on approval_answers (company_id, user_id, approval_id);

create table approval_trail (
  company_id text not null references companies (id),
  approval_id text not null,
  number integer not null,
  at timestamptz not null,
  action text not null,
  -- Null: nobody; a time that had come, or the server.
  user_id text,
  version integer not null,
  content_hash text not null,
  note text,
  -- Of a question: what was asked from then on.
  asked jsonb,
  primary key (company_id, approval_id, number),
  foreign key (company_id, approval_id) references approvals (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id)
);

-- What happened is never told otherwise later.
create function refuse_trail_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger approval_trail_stays before update on approval_trail
  for each row execute function refuse_trail_change();

select protect_company_tables();
