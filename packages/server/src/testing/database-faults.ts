// What can go wrong with our own database, for one connection at a time and at one moment: triggers in
// the real one, which fail as PostgreSQL does. Others that use it at the same time notice nothing.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from '../db/database.ts';

/** Just before a write is recorded as being sent; as its end is recorded; as what was read is kept. */
export type DatabaseMoment = 'sending' | 'recording' | 'staging';

export type DatabaseTrouble = 'it is gone' | 'its disk is full' | 'it stands still';

export interface DatabaseFaults {
  /** At the next two of such moments; `hits` says how often they came. */
  begin(connectionId: string, moment: DatabaseMoment, trouble: DatabaseTrouble): Promise<void>;
  hits(connectionId: string): Promise<number>;
  /** Takes a connection's running work from whoever has it, as the supervisor does with a lost process's. */
  takeOver(connectionId: string): Promise<number>;
  close(): Promise<void>;
}

export async function armDatabase(connection: Connection): Promise<DatabaseFaults> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  await client.query(triggers);
  return {
    begin: async (connectionId, moment, trouble) => {
      // A sequence counts also what is rolled back.
      await client.query(`create sequence if not exists faults.${counterOf(connectionId)}`);
      await client.query('insert into faults.marks values ($1, $2, $3)', [connectionId, moment, trouble]);
    },
    hits: async (connectionId) => {
      const { rows } = await client.query<{ hits: number }>(
        `select coalesce(pg_sequence_last_value(to_regclass($1)), 0)::int as hits`,
        [`faults.${counterOf(connectionId)}`],
      );
      return rows[0]?.hits ?? 0;
    },
    takeOver: async (connectionId) => {
      const { rowCount } = await client.query(
        `update dbos.workflow_status
            set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null,
                updated_at = (extract(epoch from clock_timestamp()) * 1000)::bigint
          where status = 'PENDING' and queue_partition_key = $1`,
        [connectionId],
      );
      return rowCount ?? 0;
    },
    close: () => client.end(),
  };
}

/** What a case does to its own side, and whether that was met. */
export function troubleAtHome(database: DatabaseFaults, connectionId: string) {
  let begun = 0;
  let asked = 0;
  let taken = 0;
  return {
    begin: async (trouble: DatabaseTrouble, moment: DatabaseMoment): Promise<void> => {
      begun += 1;
      await database.begin(connectionId, moment, trouble);
    },
    takeOver: async (): Promise<void> => {
      asked += 1;
      taken += await database.takeOver(connectionId);
      // Time for the other to begin.
      await delay(150);
    },
    begun: () => begun > 0,
    /** What was to go wrong here and did not. */
    unmet: async (): Promise<string[]> => [
      ...(begun > 0 && (await database.hits(connectionId)) === 0
        ? ['our database was never in trouble']
        : []),
      ...(asked > taken ? ['nobody took the work over'] : []),
    ],
  };
}

const counterOf = (connectionId: string): string => `"met ${connectionId}"`;

const triggers = `
create schema faults;
create table faults.marks (connection_id text, moment text, trouble text);

create function faults.meet(connection text, now_is text) returns void language plpgsql security definer as $$
declare mark record;
begin
  for mark in select * from faults.marks where connection_id = connection and moment = now_is loop
    if nextval(format('faults.%I', 'met ' || connection)) > 2 then
      return;
    elsif mark.trouble = 'it is gone' then
      perform pg_terminate_backend(pg_backend_pid());
    elsif mark.trouble = 'its disk is full' then
      raise 'could not extend file "base/1/1": No space left on device' using errcode = '53100';
    else
      perform pg_sleep(0.6);
    end if;
  end loop;
end $$;

create function faults.at_receipt() returns trigger language plpgsql security definer as $$
declare
  connection text := case when tg_table_name = 'provider_writes' then to_jsonb(new) ->> 'connection_id'
    else (select connection_id from hires where id = to_jsonb(new) ->> 'hire_id') end;
begin
  if new.state = 'sending' then perform faults.meet(connection, 'sending');
  elsif old.state = 'sending' then perform faults.meet(connection, 'recording');
  end if;
  return new;
end $$;
create trigger faults before update on hire_steps for each row execute function faults.at_receipt();
create trigger faults before update on provider_writes for each row execute function faults.at_receipt();

create function faults.at_page() returns trigger language plpgsql security definer as $$
begin
  perform faults.meet((select connection_id from syncs where id = new.sync_id), 'staging');
  return new;
end $$;
create trigger faults before insert on sync_calls for each row execute function faults.at_page();
create trigger faults before insert on sync_pages for each row execute function faults.at_page();
create trigger faults before insert on sync_staged for each row execute function faults.at_page();
`;
