-- Write-through: in a mirrored company writes of employees go to the provider and come back by re-reading.

-- The connection whose people the company shows, beside what else is read of a company at every
-- request. Kept by the trigger alone; a change of it ends what was read under the old stamp of
-- `key_holder()`.
alter table companies add people_source text;

create function keep_people_source() returns trigger language plpgsql as $$
declare
  changed text := coalesce(new.company_id, old.company_id);
begin
  update companies c set people_source = s.id
    from (select (select id from connections where company_id = changed and people_source) as id) s
    where c.id = changed and c.people_source is distinct from s.id;
  return null;
end $$;
create trigger keep_people_source after insert or delete or update of people_source on connections
  for each row execute function keep_people_source();
update companies c set people_source = n.id from connections n where n.company_id = c.id and n.people_source;

create table provider_writes (
  id text primary key,
  company_id text not null references companies (id),
  connection_id text not null,
  kind text not null check (kind in (
    'create_employee', 'update_employee', 'delete_employee', 'add_row', 'update_row', 'remove_row',
    'change_list', 'upload_file', 'upload_photo'
  )),
  state text not null default 'prepared'
    check (state in ('prepared', 'sending', 'ambiguous', 'done', 'refused', 'needs_attention', 'dropped')),
  -- Whom it is about; null for somebody who is not there yet, and for lists.
  employee_number integer,
  -- The table, or the list.
  target text,
  row_id bigint,
  fields text[] not null,
  -- Values hold personal data: sealed, and gone once it is known how the write ended.
  sealed_payload text,
  -- What a created employee carries, so that it is found again.
  marker text not null,
  request_hash text,
  request_summary text,
  attempts integer not null default 0,
  -- Counts who may record an outcome: whoever sent last, or found that sending was cut short.
  fence bigint not null default 0,
  outcome text check (outcome in ('not_sent', 'done', 'refused', 'throttled', 'ambiguous')),
  -- The provider's id of what was made.
  provider_id text,
  proof jsonb,
  note text,
  -- How it failed, for whoever waits for it.
  problem jsonb,
  -- How often a person sent it again.
  run integer not null default 1,
  -- The reading by which it comes back.
  sync_id text,
  requested_by text not null,
  requested_by_user text not null,
  -- Keyed hash of who asked for what: a caller who was told to wait and asks again gets this write's
  -- end instead of a second write.
  fingerprint text not null,
  told_pending_at timestamptz,
  answered_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  finished_at timestamptz,
  -- When the work on it ended; null while it goes on.
  settled_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, connection_id) references connections (company_id, id)
);
create index provider_writes_newest on provider_writes (company_id, id desc);
create index provider_writes_unanswered on provider_writes (company_id, fingerprint) where answered_at is null;

select protect_company_tables();
