-- Applying what a sync has read, and judging it first.

alter table links
  -- What the provider told last of an employee's status and supervisor. The supervisor is the
  -- provider's id, '' for nobody, null when it was never told.
  add told_status text check (told_status in ('Active', 'Inactive')),
  add told_supervisor text;

-- The texts that came for people who were found: by column.
alter table employee_rows add told jsonb;
create index employee_rows_unknown_supervisor on employee_rows (company_id)
  where table_alias = 'jobInfo' and jsonb_typeof("values" -> 'reportsTo') = 'string';

-- What was judged: this person may leave, or stays as they are for now.
alter table sync_staged add verdict text check (verdict in ('leaver', 'withheld'));

-- The keys that a call asked for of each person; what is not told apart in `links.sources` came with them.
alter table sync_calls add asked text[];

-- A hash of what the provider said when the person was withheld.
alter table hold_people add content text not null;
