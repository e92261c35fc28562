-- What everybody may see and do: keys that stand in web pages, and the careers page.
create table publishable_keys (
  id text primary key,
  company_id text not null references companies (id),
  name text not null check (name <> ''),
  -- No secret: it stands in the source of a web page, and may be shown again here.
  key text not null unique,
  -- Pages that may send with it, as browsers name them.
  origins text[] not null check (cardinality(origins) > 0),
  enabled boolean not null default true,
  max_per_hour integer not null check (max_per_hour > 0),
  created_at timestamptz not null,
  last_used_at timestamptz,
  unique (company_id, id)
);
-- A browser asks whether a page may send before it sends the key.
create index publishable_keys_origins on publishable_keys using gin (origins) where enabled;

create table careers_settings (
  company_id text primary key references companies (id),
  enabled boolean not null,
  headline text,
  intro text,
  color text,
  privacy_url text,
  logo_file_id text,
  -- Pages that may show it in a frame.
  embed_origins text[] not null,
  updated_at timestamptz not null,
  foreign key (company_id, logo_file_id) references files (company_id, id)
);

-- Forms of the careers page that were sent, so that nobody sends one copy of it over and over.
create table careers_forms (
  company_id text not null references companies (id),
  nonce text not null,
  sent_at timestamptz not null,
  primary key (company_id, nonce)
);

select protect_company_tables();

create policy by_key on publishable_keys for select using (key = current_lookup());
create policy by_origin on publishable_keys for select
  using (enabled and current_lookup() = any(origins));
