-- The state of a sandbox company at a moment: all its rows of all tables, as JSON, some hundred in
-- a piece. What is a company's and not of one of these (see modules/sandboxes/snapshots.ts) is in it.
create table sandbox_snapshots (
  company_id text not null references companies (id),
  name text not null,
  -- Clock, time zone and the like: what stands in the row of the company itself.
  company jsonb not null,
  taken_at timestamptz not null default clock_timestamp(),
  rows integer not null default 0,
  primary key (company_id, name)
);

create table sandbox_snapshot_rows (
  company_id text not null,
  snapshot text not null,
  table_name text not null,
  piece integer not null,
  rows jsonb not null,
  primary key (company_id, snapshot, table_name, piece),
  foreign key (company_id, snapshot) references sandbox_snapshots (company_id, name) on delete cascade
);

-- Bytes that somebody needs besides rows of files: a snapshot may bring the row of a removed file back.
create table file_holds (
  company_id text not null references companies (id),
  holder text not null,
  storage_key text not null,
  primary key (company_id, storage_key, holder)
);

select protect_company_tables();
