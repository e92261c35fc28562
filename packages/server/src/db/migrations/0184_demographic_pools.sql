-- A month that is told takes the people of the months before along that were not, and what they answered
-- is the difference of two looks. It is told only when that difference tells of nobody: at least ten
-- more people, in at least two parts, and no part of one to four. Parts are the options that five
-- people had chosen when counts were last told, each by itself, and all others together: those were
-- not told then. The first time nothing was told before, and hiding small counts is enough.
create or replace function demographics.counts(before date)
  returns table (question text, option text, people integer, answered integer)
  language plpgsql security definer set search_path = demographics, pg_temp as $$
declare
  asked record;
  part record;
  grown record;
  until date;
  hidden integer;
  hidden_people integer;
  whole integer;
begin
  for asked in
    select q.key, q.options from public.demographic_questions q
    where q.company_id = public.current_company() order by q.position, q.key
  loop
    until := null;
    for part in
      select distinct a.month from answers a
      where a.company_id = public.current_company() and a.question = asked.key and a.month < before
      order by a.month
    loop
      select coalesce(sum(o.more), 0) as people,
          count(*) filter (where o.told >= 5 and o.more between 1 and 4) as few,
          count(*) filter (where o.told >= 5 and o.more >= 5) as many,
          coalesce(sum(o.more) filter (where o.told < 5), 0) as others
        into grown
        from (
          select count(*) filter (where a.month <= until) as told,
            count(*) filter (where until is null or a.month > until) as more
          from answers a
          where a.company_id = public.current_company() and a.question = asked.key and a.month <= part.month
          group by a.option) o;
      if grown.people >= 10 and (until is null or (grown.few = 0 and grown.others not between 1 and 4
          and grown.many + (grown.others >= 5)::integer >= 2)) then
        until := part.month;
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
