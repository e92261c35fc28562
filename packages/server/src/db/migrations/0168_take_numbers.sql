-- Numbers of a company's counters in one statement that is a transaction by itself: the last given of
-- each name. `quickly`: the commit does not wait for the disk.
create function take_numbers(company text, names text[], firsts bigint[], counts bigint[], quickly boolean)
returns table (taken_name text, taken_last bigint) language plpgsql as $$
begin
  -- Waits while somebody holds the company's writers up.
  perform set_config('joinery.company_id', company, true),
    pg_advisory_xact_lock_shared(hashtextextended('state of ' || company, 0));
  if quickly then perform set_config('synchronous_commit', 'off', true); end if;
  return query
    insert into company_counters as c (company_id, name, value)
    select company, n.name, n.first - 1 + n.count
      from unnest(names, firsts, counts) with ordinality as n (name, first, count, place) order by n.place
    on conflict (company_id, name) do update set value = c.value + counts[array_position(names, c.name)]
    returning c.name, c.value;
end $$;
