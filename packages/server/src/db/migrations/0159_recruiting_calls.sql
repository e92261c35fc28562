-- Calls of accounts that tell of news in their recruiting. Each counts once, however often it is sent.

create table recruiting_calls (
  company_id text not null references companies (id),
  connection_id text not null,
  -- Of the bytes that were signed.
  digest text not null,
  received_at timestamptz not null,
  primary key (company_id, connection_id, digest),
  foreign key (company_id, connection_id) references connections (company_id, id) on delete cascade
);

select protect_company_tables();

-- Whoever calls names the connection and not the company.
create policy by_connection on recruiting_setups for select using (connection_id = current_lookup());
