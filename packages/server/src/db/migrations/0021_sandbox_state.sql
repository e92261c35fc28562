-- What lets a sandbox company be made the same again: numbers and times of its own, and state that
-- can be put back as a whole. Every table with company_id gets it, later ones through
-- protect_company_tables().

-- A sandbox company counts for itself, from a place that its seed decides, so that the same seed
-- gives the same numbers; everybody else shares sequences.
alter table companies add column numbers_from integer;
-- Set while it is being made; one that was cut off is recognised by it and removed.
alter table companies add column in_making boolean not null default false;

-- The next number for a column whose sequence this is. One company's numbers are given one
-- transaction after the other: whoever needs several kinds never waits in a circle.
create function next_number(sequence_name text) returns bigint language plpgsql as $$
declare
  company text := current_company();
  given bigint;
begin
  if not exists (select from companies where id = company and numbers_from is not null) then
    return nextval(sequence_name::regclass);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('numbers of ' || company, 0));
  insert into company_counters as c (company_id, name, value)
    select company, sequence_name, seqstart + numbers_from from pg_sequence, companies
      where seqrelid = sequence_name::regclass and companies.id = company
    on conflict (company_id, name) do update set value = c.value + 1
    returning c.value into given;
  return given;
end $$;

-- An instant as the clock of the current company shows it. While a company is made from a seed, its
-- time stands still.
create function company_time(at timestamptz) returns timestamptz language sql stable as $$
  select coalesce(
    nullif(current_setting('joinery.now', true), '')::timestamptz,
    at + make_interval(secs => coalesce(
      (select clock_offset_seconds from companies where id = current_company()), 0)))
$$;

create or replace function protect_company_tables() returns void language plpgsql as $$
declare t text; c record;
begin
  for t in
    select r.relname from pg_class r
    join pg_attribute a on a.attrelid = r.oid and a.attname = 'company_id' and not a.attisdropped
    where r.relnamespace = 'public'::regnamespace and r.relkind in ('r', 'p')
  loop
    if not (select relforcerowsecurity from pg_class where oid = t::regclass) then
      execute format('alter table %I enable row level security', t);
      execute format('alter table %I force row level security', t);
      execute format(
        'create policy own_company on %I using (company_id = current_company()) with check (company_id = current_company())', t);
    end if;
    -- Rows that name each other can be put back in any order.
    for c in select conname from pg_constraint
      where conrelid = t::regclass and contype = 'f' and not condeferrable
    loop
      execute format('alter table %I alter constraint %I deferrable initially immediate', t, c.conname);
    end loop;
    for c in
      select a.attname, a.atttypid::regtype as type, pg_get_expr(d.adbin, d.adrelid) as expression
      from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = t::regclass and a.attgenerated = ''
    loop
      if c.expression like 'nextval(%' then
        execute format('alter table %I alter column %I set default next_number(%L)::%s', t, c.attname,
          substring(c.expression from '''([^'']+)'''), c.type);
        perform own_key(t, c.attname);
      elsif c.expression in ('now()', 'clock_timestamp()')
        -- Of these the real time is meant: they are about people who come in, not about the company.
        and t not in ('sessions', 'api_keys', 'idempotency_keys', 'sandbox_requests', 'sandbox_limits') then
        execute format('alter table %I alter column %I set default company_time(%s)', t, c.attname, c.expression);
      end if;
    end loop;
  end loop;
end $$;

-- Numbers are unique in their company only.
create function own_key(table_name text, column_name text) returns void language plpgsql as $$
declare key text;
begin
  select p.conname into key from pg_constraint p
    join pg_attribute a on a.attrelid = p.conrelid and a.attnum = any (p.conkey)
    where p.conrelid = table_name::regclass and p.contype = 'p' and cardinality(p.conkey) = 1
      and a.attname = column_name;
  if key is not null then
    execute format('alter table %I drop constraint %I, add primary key (company_id, %I)', table_name, key, column_name);
  end if;
end $$;

select protect_company_tables();
