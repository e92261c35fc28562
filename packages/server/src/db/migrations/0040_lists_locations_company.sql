-- Options of lists as other people's APIs manage them, addresses of locations, and what a company
-- tells of itself.

alter table list_options
  add column adp_code text,
  add unique (company_id, id);

-- A location is an option of the list of locations; this is where it is.
create table location_addresses (
  company_id text not null references companies (id),
  option_id integer not null,
  address1 text,
  address2 text,
  city text,
  -- Numbers of places/places.ts: they follow from ISO 3166 codes.
  state_id integer,
  zipcode text,
  country_id integer,
  time_zone text,
  remote boolean not null default false,
  primary key (company_id, option_id),
  foreign key (company_id, option_id) references list_options (company_id, id) on delete cascade
);

-- The name that people know is companies.name.
alter table companies
  add column legal_name text,
  add column phone text,
  add column address jsonb not null default '{}',
  add column industry_codes jsonb not null default '[]';

-- Events of the company are about no employee.
alter table webhook_deliveries alter column employee_number drop not null;

select protect_company_tables();
