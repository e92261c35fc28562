-- Goals of employees: with whom they are shared, milestones on the way, comments.

create sequence goal_numbers start 59;
create sequence goal_milestone_numbers start 1;
create sequence goal_comment_numbers start 1;

create table goals (
  id integer primary key default nextval('goal_numbers'),
  company_id text not null references companies (id),
  employee_id text not null,
  title text not null check (title <> ''),
  description text,
  -- Of a goal with milestones: the share of them that is complete.
  percent_complete integer not null check (percent_complete between 0 and 100),
  has_milestones boolean not null,
  aligns_with integer,
  due_on date not null,
  completed_on date,
  closed_at timestamptz,
  changed_at timestamptz not null,
  unique (company_id, id),
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade,
  foreign key (company_id, aligns_with) references goals (company_id, id) on delete set null (aligns_with),
  check ((percent_complete = 100) = (completed_on is not null))
);
create index goals_by_employee on goals (company_id, employee_id, id);
create index goals_by_alignment on goals (company_id, aligns_with);

create table goal_shares (
  company_id text not null references companies (id),
  goal_id integer not null,
  employee_id text not null,
  primary key (company_id, goal_id, employee_id),
  foreign key (company_id, goal_id) references goals (company_id, id) on delete cascade,
  foreign key (company_id, employee_id) references employees (company_id, id) on delete cascade
);
create index goal_shares_by_employee on goal_shares (company_id, employee_id);

create table goal_milestones (
  id integer primary key default nextval('goal_milestone_numbers'),
  company_id text not null references companies (id),
  goal_id integer not null,
  title text not null check (title <> ''),
  completed_at timestamptz,
  updated_at timestamptz not null,
  updated_by_user_number integer not null,
  foreign key (company_id, goal_id) references goals (company_id, id) on delete cascade
);
create index goal_milestones_by_goal on goal_milestones (company_id, goal_id);

create table goal_comments (
  id integer primary key default nextval('goal_comment_numbers'),
  company_id text not null references companies (id),
  goal_id integer not null,
  author_user_number integer not null,
  author_employee_id text,
  text text not null check (text <> ''),
  created_at timestamptz not null,
  foreign key (company_id, goal_id) references goals (company_id, id) on delete cascade,
  foreign key (company_id, author_employee_id) references employees (company_id, id)
    on delete set null (author_employee_id)
);
create index goal_comments_by_goal on goal_comments (company_id, goal_id);
create index goal_comments_by_author on goal_comments (company_id, author_employee_id);

select protect_company_tables();
