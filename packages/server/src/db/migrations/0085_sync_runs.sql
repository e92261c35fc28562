-- What runs of syncs keep beside 0080.

alter table syncs
  -- Counts the runs: one that was stopped is begun again under its own id.
  add attempt integer not null default 1,
  -- It waits until then before it asks the provider again; `problem` says why.
  add waiting_until timestamptz;
create index syncs_unfinished on syncs (company_id, connection_id)
  where state in ('queued', 'reading', 'applying', 'stopped');

-- By person: when the provider says that the record changed last; null where that is not sure yet.
alter table sync_pages add changed_at timestamptz[];

alter table connections
  -- Changes of tables that the list of changed people does not tell of are read from here on.
  add tables_synced_to timestamptz,
  -- When the schedule asks next.
  add next_sync_at timestamptz,
  add next_full_sync_at timestamptz;
