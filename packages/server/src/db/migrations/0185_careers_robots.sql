-- How many submissions of the careers page's form looked like those of programs, by day and by what gave
-- them away: a field that nobody sees was filled in, or the form was none of ours. Nothing else is kept.
create table careers_robots (
  company_id text not null references companies (id),
  day date not null,
  reason text not null check (reason in ('trap', 'token')),
  submissions integer not null,
  primary key (company_id, day, reason)
);

select protect_company_tables();
