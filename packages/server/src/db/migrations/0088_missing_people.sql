-- Looked through after every sync, and mostly empty.
create index links_missing on links (company_id, connection_id) where missing_since is not null;
