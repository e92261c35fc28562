-- What all processes together may send on a connection, and how the provider takes it.

create table connection_gates (
  company_id text not null references companies (id),
  connection_id text not null,
  -- Learned: requests that may be sent in a minute.
  per_minute double precision not null,
  max_per_minute double precision not null,
  -- How many the provider had accepted in a minute when it last said that it was too many.
  ceiling double precision,
  grown_at timestamptz not null default now(),
  -- Requests sent in each second, the newest (`used_second`, since 1970) first.
  used integer[] not null default array_fill(0, array[62]),
  used_second bigint not null default 0,
  -- Background requests stand back until then.
  person_waits_until timestamptz,
  -- Counts how often the provider began to throttle: an answer that was asked for before is old.
  episode integer not null default 0,
  failures integer not null default 0,
  pause_reason text check (pause_reason in ('throttled', 'unavailable', 'failures')),
  -- Set until a request got through again; when it is over, one request at a time tries.
  paused_until timestamptz,
  pauses_in_a_row integer not null default 0,
  probe_id text,
  -- A process that was killed meanwhile holds the others up no longer than this.
  probe_until timestamptz,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade,
  check ((pause_reason is null) = (paused_until is null)),
  check (array_length(used, 1) = 62)
) with (fillfactor = 50);

-- How often the key was refused: names the work that tries it again.
alter table connections add stops integer not null default 0;

-- The window, moved on to a second. A clock that was set back does not move it.
create function gate_window(used integer[], used_second bigint, to_second bigint) returns integer[]
  language sql immutable as $$
  select case
    when to_second <= used_second then used
    when to_second - used_second >= 62 then array_fill(0, array[62])
    else array_fill(0, array[(to_second - used_second)::integer])
      || used[1 : 62 - (to_second - used_second)::integer]
  end
$$;

-- One request asks to be let through: one statement that is a transaction by itself, and enters the
-- company for as long. A request counts for 61 to 62 seconds, so that no 60 of them carry more than
-- the limit, not even when requests are some hundred milliseconds late.
--
-- `verdict` is `go`, or why not: `unknown` (the gate has to be made first), `stopped` (the key is
-- refused), a reason of a pause, `probing` (somebody else tries after a pause), `yield` (a person's
-- request waits) or `budget`. `wait_ms`: when it is worth asking again.
create function enter_connection_gate(
  own_company text, own_connection text, for_person boolean, patience_ms integer, past_stop boolean, at timestamptz)
  returns table (
    verdict text, wait_ms integer, seen_episode integer, seen_failures integer, new_probe text, was_stopped boolean)
  language plpgsql as $$
declare
  gate record;
  stop record;
  this_second bigint;
  total integer;
  allowed integer;
  freed integer := 0;
begin
  -- A count that a crash of the database forgets is no harm.
  perform set_config('joinery.company_id', own_company, true), set_config('synchronous_commit', 'off', true);
  select g.* into gate from connection_gates g where g.connection_id = own_connection for update;
  if not found then
    verdict := 'unknown'; wait_ms := 0; was_stopped := false;
    return next; return;
  end if;
  at := coalesce(at, clock_timestamp());
  select c.stopped_at, c.next_probe_at into stop from connections c where c.id = own_connection;
  was_stopped := stop.stopped_at is not null;
  seen_episode := gate.episode;
  seen_failures := gate.failures;
  if was_stopped and not past_stop then
    verdict := 'stopped';
    wait_ms := greatest(0, least(86400, coalesce(extract(epoch from stop.next_probe_at - at), 0)) * 1000);
    return next; return;
  end if;

  this_second := floor(extract(epoch from at));
  if this_second < gate.used_second - 5 then
    update connection_gates g set used_second = this_second where g.connection_id = own_connection;
    gate.used_second := this_second;
  end if;
  gate.used := gate_window(gate.used, gate.used_second, this_second);
  gate.used_second := greatest(gate.used_second, this_second);
  total := (select sum(n) from unnest(gate.used) n);
  -- It grows only while it is used, and with care where the provider has said no before.
  if gate.paused_until is null and at >= gate.grown_at + interval '1 minute'
     and total >= gate.per_minute * 0.7 then
    gate.per_minute := greatest(gate.per_minute, least(gate.max_per_minute, gate.per_minute *
      case when gate.per_minute * 1.1 <= coalesce(gate.ceiling, gate.max_per_minute) then 1.1 else 1.01 end));
    gate.grown_at := at;
  end if;
  allowed := greatest(1, floor(gate.per_minute * case when for_person then 1 else 0.8 end));

  if gate.paused_until > at then
    verdict := gate.pause_reason;
    wait_ms := least(86400, extract(epoch from gate.paused_until - at)) * 1000;
  elsif gate.paused_until is not null and gate.probe_until > at then
    verdict := 'probing';
    wait_ms := least(500, extract(epoch from gate.probe_until - at) * 1000);
  elsif not for_person and gate.person_waits_until > at then
    verdict := 'yield';
    wait_ms := least(60000, extract(epoch from gate.person_waits_until - at) * 1000);
  elsif total >= allowed then
    verdict := 'budget';
    for i in reverse 62 .. 1 loop
      freed := freed + gate.used[i];
      if total - freed < allowed then
        wait_ms := greatest(0, (gate.used_second - i + 63 - extract(epoch from at)) * 1000);
        exit;
      end if;
    end loop;
  else
    verdict := 'go';
    wait_ms := 0;
    if gate.paused_until is not null then
      new_probe := gen_random_uuid();
    end if;
    gate.used[1] := gate.used[1] + 1;
    update connection_gates g
       set used = gate.used, used_second = gate.used_second, per_minute = gate.per_minute,
           grown_at = gate.grown_at, probe_id = coalesce(new_probe, g.probe_id),
           probe_until = case when new_probe is null then g.probe_until else at + interval '1 minute' end
     where g.connection_id = own_connection;
    return next; return;
  end if;
  if for_person and wait_ms <= patience_ms then
    update connection_gates g
       set person_waits_until = greatest(g.person_waits_until, at + make_interval(secs => wait_ms / 1000.0 + 1))
     where g.connection_id = own_connection;
  end if;
  return next;
end $$;

select protect_company_tables();
