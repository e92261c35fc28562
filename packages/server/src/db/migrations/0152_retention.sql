-- How long candidates are kept, who is kept from sight, and who was erased.
alter table candidates
  add restricted_at timestamptz,
  add erased_at timestamptz;

-- Whoever is restricted is nowhere: no list, page, count, dialect or work of the server sees them, but
-- for what says that it means them, too (db/restricted.ts).
create policy not_restricted on candidates as restrictive for all
  using (restricted_at is null or current_setting('joinery.sees_restricted', true) = 'on')
  with check (true);

create table retention_settings (
  company_id text primary key references companies (id),
  -- Nothing is erased before the company has chosen its rules.
  enabled boolean not null,
  changed_by text not null,
  changed_at timestamptz not null
);

create table retention_rules (
  company_id text not null references companies (id),
  -- ISO 3166 of a country or a part of one (DE, US-CA), EU for its members and the EEA, * for all others.
  region text not null check (region ~ '^([A-Z]{2}(-[A-Z0-9]{1,3})?|\*)$'),
  keep_months integer not null check (keep_months between 1 and 600),
  floor_months integer not null check (floor_months between 0 and 600),
  action text not null check (action in ('erase', 'restrict')),
  remind_days integer not null check (remind_days between 1 and 365),
  primary key (company_id, region),
  check (floor_months <= keep_months)
);

create table candidate_privacy (
  company_id text not null references companies (id),
  candidate_id text not null,
  -- Somebody was told that the time will be over.
  reminded_at timestamptz,
  -- Somebody said that the person is to be kept: the time begins anew.
  renewed_at timestamptz,
  renewed_by text,
  -- A suit or a charge: nothing is erased meanwhile.
  held_at timestamptz,
  held_by text,
  held_reason text,
  restricted_by text,
  restricted_reason text,
  -- When the erasure that was asked for may happen.
  erase_on date,
  erased_by text,
  erased_reason text,
  primary key (company_id, candidate_id),
  foreign key (company_id, candidate_id) references candidates (company_id, id) on delete cascade
);
create index candidate_privacy_reminded on candidate_privacy (company_id, reminded_at) where reminded_at is not null;
create index candidate_privacy_erase on candidate_privacy (company_id, erase_on) where erase_on is not null;

select protect_company_tables();
