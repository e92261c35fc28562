-- The next number for a column whose sequence this is. One company's numbers are given one
-- transaction after the other: whoever needs several kinds never waits in a circle. A transaction
-- takes one number, then two, four and so on at a time: each row of many must not touch the counter.
create or replace function next_number(sequence_name text) returns bigint language plpgsql as $$
declare
  company text := current_company();
  setting text := 'joinery.' || sequence_name;
  -- Company, next number, last number, size of the block.
  block text[];
  size bigint;
  last_given bigint;
begin
  if not exists (select from companies where id = company and numbers_from is not null) then
    return nextval(sequence_name::regclass);
  end if;
  block := string_to_array(nullif(current_setting(setting, true), ''), ' ');
  if block[1] = company and block[2]::bigint <= block[3]::bigint then
    perform set_config(setting, concat_ws(' ', company, block[2]::bigint + 1, block[3], block[4]), true);
    return block[2]::bigint;
  end if;
  size := case when block[1] = company then least(block[4]::bigint * 2, 1024) else 1 end;
  perform pg_advisory_xact_lock(hashtextextended('numbers of ' || company, 0));
  insert into company_counters as c (company_id, name, value)
    select company, sequence_name, seqstart + numbers_from + size - 1 from pg_sequence, companies
      where seqrelid = sequence_name::regclass and companies.id = company
    on conflict (company_id, name) do update set value = c.value + size
    returning c.value into last_given;
  perform set_config(setting, concat_ws(' ', company, last_given - size + 2, last_given, size), true);
  return last_given - size + 1;
end $$;
