-- A connection to a sandbox company of this server names the company, not an address: wherever
-- the server listens, it calls itself.

-- The port on which the server listened last; processes that only work call it there.
alter table installation add column own_port integer check (own_port between 1 and 65535);

alter table connections
  alter column base_url drop not null,
  add column sandbox_company text references companies (slug) on update cascade;

-- The rows of all companies are meant, and row-level security hides them from the owner too.
alter table connections no force row level security;
update connections
   set sandbox_company = companies.slug, base_url = null
  from companies, installation
 where companies.kind = 'sandbox'
   and connections.base_url = installation.own_url || '/api/gateway.php/' || companies.slug;
alter table connections force row level security;

alter table connections add check (num_nonnulls(base_url, sandbox_company) = 1);
