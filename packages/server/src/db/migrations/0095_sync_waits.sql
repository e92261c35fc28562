-- A sync that waited for a key that works has not worked meanwhile.
alter table syncs
  -- When a refused key stopped it; null once it goes on.
  add stopped_at timestamptz,
  -- How long it waited for a key, in all.
  add waited_ms bigint not null default 0;
