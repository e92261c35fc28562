-- Whose key has this hash, at this moment, in one statement: it enters the key's company by itself,
-- for as long as its transaction lasts. No row for a key that is revoked or whose user is disabled.
--
-- `stamp` is made of the versions of the rows that rights come from (user, level, company), which no
-- change can leave as they are: what was read under one stamp holds for as long as the stamp is told.
create function key_holder(key_hash text)
  returns table (
    key_id text,
    company_id text,
    user_id text,
    last_used_at timestamptz,
    fields_version integer,
    stamp text
  )
  language plpgsql as $$
declare
  found_key record;
begin
  perform set_config('joinery.lookup', key_hash, true);
  select k.id, k.company_id, k.user_id, k.last_used_at into found_key
    from api_keys k where k.hash = key_hash and k.revoked_at is null;
  if not found then return; end if;
  perform set_config('joinery.company_id', found_key.company_id, true);
  return query
    select found_key.id, found_key.company_id, found_key.user_id, found_key.last_used_at, c.fields_version,
      concat_ws(' ', u.xmin, l.xmin, c.xmin)
    from users u
    join access_levels l on l.id = u.access_level_id
    join companies c on c.id = u.company_id
    where u.id = found_key.user_id and u.status = 'enabled';
end $$;
