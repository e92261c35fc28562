-- What a company asks about who applies, and how often what was answered. The answers stand in a
-- schema of their own, without a person, an application or a job, and the server's role may add
-- them and never read them: it learns counts from one function, which keeps small ones to itself.
create table demographic_questions (
  company_id text not null references companies (id),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label text not null check (label <> ''),
  -- [{id, label}]
  options jsonb not null,
  position integer not null,
  -- Asked no more; it is still counted.
  archived_at timestamptz,
  primary key (company_id, key)
);
select protect_company_tables();

create schema demographics;
create table demographics.answers (
  company_id text not null references public.companies (id),
  -- Of the month and not of the minute: an instant would name the application.
  month date not null check (extract(day from month) = 1),
  question text not null,
  option text not null
);
create index answers_by_question on demographics.answers (company_id, question, month);
alter table demographics.answers enable row level security;
alter table demographics.answers force row level security;
create policy own_company on demographics.answers
  using (company_id = public.current_company()) with check (company_id = public.current_company());

-- Counts of a question's options. Fewer than 5 are told of nobody. Where only one count were hidden,
-- or those that are hidden came to fewer than 5 together, the whole less the others would tell it:
-- then the next greater one is hidden, too. Only whole months before `before` count, and only once
-- ten more people have answered, so that two looks differ by many or by none.
create function demographics.counts(before date)
  returns table (question text, option text, people integer, answered integer)
  language plpgsql security definer set search_path = demographics, pg_temp as $$
declare
  asked record;
  part record;
  until date;
  pool integer;
  hidden integer;
  hidden_people integer;
  whole integer;
begin
  for asked in
    select q.key, q.options from public.demographic_questions q
    where q.company_id = public.current_company() order by q.position, q.key
  loop
    until := null;
    pool := 0;
    for part in
      select a.month, count(*)::integer as n from answers a
      where a.company_id = public.current_company() and a.question = asked.key and a.month < before
      group by a.month order by a.month
    loop
      pool := pool + part.n;
      if pool >= 10 then
        until := part.month;
        pool := 0;
      end if;
    end loop;
    hidden := 0;
    hidden_people := 0;
    select count(*)::integer into whole from answers a
    where a.company_id = public.current_company() and a.question = asked.key and a.month <= until;
    for part in
      select o.value ->> 'id' as id, (
        select count(*)::integer from answers a
        where a.company_id = public.current_company() and a.question = asked.key and a.month <= until
          and a.option = o.value ->> 'id') as n
      from jsonb_array_elements(asked.options) o order by 2, 1
    loop
      question := asked.key;
      option := part.id;
      answered := whole;
      if part.n < 5 or (hidden > 0 and (hidden < 2 or hidden_people < 5)) then
        hidden := hidden + 1;
        hidden_people := hidden_people + part.n;
        people := null;
      else
        people := part.n;
      end if;
      return next;
    end loop;
  end loop;
end $$;

grant usage on schema demographics to joinery_app;
grant insert on demographics.answers to joinery_app;
revoke all on function demographics.counts(date) from public;
grant execute on function demographics.counts(date) to joinery_app;
