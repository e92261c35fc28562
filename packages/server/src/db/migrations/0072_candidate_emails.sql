-- E-mail addresses of candidates as they are compared: without regard to letter case. A column and
-- not an expression, because behind row-level security PostgreSQL looks only such conditions up in
-- an index as cannot tell anything of rows that are filtered out, and lower() is not among them.
alter table candidates add column email_key text generated always as (lower(email)) stored;
create index candidates_email_key on candidates (company_id, email_key);
drop index candidates_email;
