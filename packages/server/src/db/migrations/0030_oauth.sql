-- OAuth of the BambooHR dialect: applications, what people allowed them, codes and tokens. Secrets
-- stand here as keyed hashes only; the company is known from the address before one is looked up.

create table oauth_apps (
  id text primary key,
  company_id text not null references companies (id),
  kind text not null check (kind in ('oauth', 'login', 'mobile')),
  name text not null check (name <> ''),
  client_id text not null unique,
  secret_hash text,
  secret_preview text,
  redirect_uris text[] not null default '{}',
  scopes text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  check ((kind = 'oauth') = (secret_hash is not null))
);

create table oauth_grants (
  id text primary key,
  company_id text not null references companies (id),
  app_id text not null,
  user_id text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, app_id) references oauth_apps (company_id, id) on delete cascade,
  foreign key (company_id, user_id) references users (company_id, id)
);
create index oauth_grants_by_app on oauth_grants (company_id, app_id, id);
create index oauth_grants_by_user on oauth_grants (company_id, user_id, id);

create table oauth_codes (
  hash text primary key,
  company_id text not null references companies (id),
  grant_id text not null,
  redirect_uri text not null,
  code_challenge text,
  nonce text,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (company_id, grant_id) references oauth_grants (company_id, id) on delete cascade
);
create index oauth_codes_by_grant on oauth_codes (company_id, grant_id);

create table oauth_tokens (
  id text primary key,
  company_id text not null references companies (id),
  grant_id text not null,
  kind text not null check (kind in ('access', 'refresh')),
  hash text not null unique,
  -- The refresh token that it was given for; null for what a code was given for.
  issued_for text,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- First use: whoever has used it has received it.
  used_at timestamptz,
  -- A refresh token that was given in for new tokens.
  replaced_at timestamptz,
  foreign key (company_id, grant_id) references oauth_grants (company_id, id) on delete cascade
);
create index oauth_tokens_by_grant on oauth_tokens (company_id, grant_id);
create index oauth_tokens_issued_for on oauth_tokens (company_id, issued_for) where issued_for is not null;
create index oauth_tokens_by_expiry on oauth_tokens (company_id, expires_at);

-- Signs identity tokens; one for each company, made when it is first needed.
create table oauth_signing_keys (
  id text primary key,
  company_id text not null unique references companies (id),
  public_jwk jsonb not null,
  -- Sealed.
  private_jwk text not null,
  created_at timestamptz not null default now()
);

-- Keys that POST /v1/login gave, by application and device.
alter table api_keys
  add column login_app_id text,
  add column login_device text,
  add foreign key (company_id, login_app_id) references oauth_apps (company_id, id) on delete set null (login_app_id);
create index api_keys_by_login on api_keys (company_id, login_app_id, user_id, login_device)
  where login_app_id is not null;

select protect_company_tables();
