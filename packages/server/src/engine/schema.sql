-- Who is alive. A process that runs work keeps one row and renews it; one whose row has grown
-- old by the database's clock has lost its work. Statements may run again at every start.
create schema if not exists engine;

create table if not exists engine.executors (
  id text primary key,
  process_name text not null,
  -- Machine and pid namespace, where known: there a dead pid is proof and needs no waiting.
  host text,
  pid integer not null,
  pid_stamp text not null,
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp()
);

grant usage on schema engine to joinery_app;
grant select, insert, update, delete on engine.executors to joinery_app;
