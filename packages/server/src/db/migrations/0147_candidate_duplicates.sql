-- One person who is there twice: found by keys that their details give, judged by people, merged, and
-- taken apart again as it was.

-- True for whom nobody has looked for the same person since they came or changed: a way in that is
-- added later is not forgotten.
alter table candidates add duplicates_due boolean not null default true;
create index candidates_duplicates_due on candidates (company_id, id) where duplicates_due;

create function look_for_duplicates() returns trigger language plpgsql as $$
begin
  new.duplicates_due := true;
  return new;
end $$;
create trigger look_for_duplicates
  before update of first_name, last_name, email, phone, details on candidates for each row
  when (row(old.first_name, old.last_name, old.email, old.phone, old.details)
    is distinct from row(new.first_name, new.last_name, new.email, new.phone, new.details))
  execute function look_for_duplicates();

-- What somebody else would have to have in common: written anew whenever they are looked at.
create table candidate_match_keys (
  company_id text not null references companies (id),
  kind text not null check (kind in ('email', 'mailbox', 'phone', 'link', 'name', 'sound')),
  key text not null,
  candidate_id text not null,
  primary key (company_id, kind, key, candidate_id),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade
);
create index candidate_match_keys_of on candidate_match_keys (company_id, candidate_id);

-- No foreign keys: a pair outlives the merge of one of its two, and is there again with the undo.
create table candidate_duplicates (
  id text not null,
  company_id text not null references companies (id),
  first_id text not null,
  second_id text not null check (first_id < second_id),
  score integer not null check (score between 1 and 100),
  reasons text[] not null,
  state text not null default 'open' check (state in ('open', 'dismissed', 'merged')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (company_id, id),
  unique (company_id, first_id, second_id),
  check ((state = 'open') = (decided_at is null))
);
create index candidate_duplicates_queue on candidate_duplicates (company_id, state, score desc, id desc);
create index candidate_duplicates_second on candidate_duplicates (company_id, second_id);

create table candidate_merges (
  id text not null,
  company_id text not null references companies (id),
  -- Who is there since, and whose record went into theirs. The second has no row while it is merged.
  kept_id text not null,
  merged_id text not null,
  -- For people: what they were called, and which values were taken from which.
  names jsonb not null,
  choices jsonb not null,
  -- Everything that the undo puts back; null once it was undone or the person was erased.
  before jsonb,
  merged_at timestamptz not null,
  merged_by text not null,
  undone_at timestamptz,
  undone_by text,
  primary key (company_id, id)
);
create index candidate_merges_kept on candidate_merges (company_id, kept_id, id desc);
create index candidate_merges_merged on candidate_merges (company_id, merged_id, id desc);

-- Where ids went that a merge took away: whoever has one finds the other.
create table merged_ids (
  company_id text not null references companies (id),
  old_id text not null,
  into_id text not null,
  merge_id text not null,
  primary key (company_id, old_id),
  foreign key (company_id, merge_id) references candidate_merges (company_id, id) on delete cascade
);
create index merged_ids_by_merge on merged_ids (company_id, merge_id);

-- The catalogue is asked what refers to a table, so that one that somebody adds is not forgotten.
create function columns_referring_to(parent text)
  returns table (child text, col text, keys text[]) language sql stable as $$
  select c.relname::text, a.attname::text, (
    select array_agg(k.attname::text order by k.attnum)
    from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
    where i.indrelid = c.oid and i.indisprimary)
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid
  cross join lateral unnest(f.conkey, f.confkey) as pair (own, other)
  join pg_attribute a on a.attrelid = f.conrelid and a.attnum = pair.own
  join pg_attribute b on b.attrelid = f.confrelid and b.attnum = pair.other
  where f.contype = 'f' and f.confrelid = ('public.' || parent)::regclass
    and c.relnamespace = 'public'::regnamespace and b.attname = 'id'
  order by 1, 2
$$;

-- Moves every row of a table from one parent to another. A row that the other has already goes away:
-- it comes back whole. For transactions in which nobody else writes in the company (holdWriters).
create function move_rows(child text, col text, keys text[], from_id text, to_id text)
  returns jsonb language plpgsql as $$
declare
  r record;
  moved jsonb := '[]';
  removed jsonb := '[]';
begin
  for r in execute format(
    'select to_jsonb(t) as whole, t.ctid as place from %I t where company_id = current_company() and %I = $1 order by t.ctid',
    child, col) using from_id
  loop
    begin
      execute format('update %I set %I = $1 where ctid = $2', child, col) using to_id, r.place;
      moved := moved || jsonb_build_array((
        select jsonb_object_agg(k, r.whole -> k) from unnest(keys) k where k <> col));
    exception when unique_violation then
      execute format('delete from %I where ctid = $1', child) using r.place;
      removed := removed || jsonb_build_array(r.whole);
    end;
  end loop;
  return jsonb_build_object('moved', moved, 'removed', removed);
end $$;

-- Moves back what move_rows moved and is still there; rows whose keys name nothing any more are left out.
create function move_rows_back(child text, col text, rows jsonb, from_id text, to_id text)
  returns void language plpgsql as $$
begin
  execute format(
    'update %I t set %I = $1 where company_id = current_company() and %I = $2
      and exists (select from jsonb_array_elements($3) k where to_jsonb(t) @> k.value)', child, col, col)
  using to_id, from_id, rows;
end $$;

-- Puts a row back as it was. What the database writes by itself is left to it.
create function insert_row(target text, whole jsonb) returns void language plpgsql as $$
declare
  columns text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
  from pg_attribute
  where attrelid = ('public.' || quote_ident(target))::regclass and attnum > 0 and not attisdropped
    and attgenerated = '';
  execute format(
    'insert into %I (%s) overriding system value select %s from jsonb_populate_record(null::%I, $1)',
    target, columns, columns, target)
  using whole;
end $$;

-- Makes a row what it was, by its id.
create function replace_row(target text, whole jsonb) returns void language plpgsql as $$
declare
  columns text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
  from pg_attribute
  where attrelid = ('public.' || quote_ident(target))::regclass and attnum > 0 and not attisdropped
    and attgenerated = '' and attname not in ('id', 'company_id');
  execute format(
    'update %I t set (%s) = (select %s from jsonb_populate_record(null::%I, $1))
      where t.company_id = current_company() and t.id = $1 ->> ''id''', target, columns, columns, target)
  using whole;
end $$;

select protect_company_tables();
