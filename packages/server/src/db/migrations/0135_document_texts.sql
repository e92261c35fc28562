-- What documents of candidates say, and the copies that people get. A scanner of viruses may hold a
-- file back: held until it was looked at, infected for ever. Without one nothing is scanned.
alter table files add column scan_state text not null default 'not_scanned'
  check (scan_state in ('clean', 'held', 'infected', 'not_scanned'));
create index files_held on files (company_id, created_at) where scan_state = 'held';

create table document_texts (
  company_id text not null references companies (id),
  file_id text not null,
  -- Absent where the document itself is as good, or could not be read.
  cleaned_file_id text,
  -- False for what was accepted and then could not be read within the limits.
  readable boolean not null,
  text text not null,
  hidden_text text not null,
  flags text[] not null,
  search tsvector not null,
  read_at timestamptz not null,
  primary key (company_id, file_id),
  -- It speaks of the file and does not keep it.
  foreign key (company_id, file_id) references files (company_id, id) on delete cascade,
  foreign key (company_id, cleaned_file_id) references files (company_id, id)
);
create index document_texts_cleaned on document_texts (company_id, cleaned_file_id);
create index document_texts_search on document_texts using gin (search);

-- Row-level security keeps a search off the index, because the match of words could leak what rows
-- hold that are not the company's. Here it cannot.
create function documents_with(words text) returns setof text
  language sql stable security definer set search_path = public, pg_temp as $$
  select file_id from document_texts
  where company_id = current_company() and search @@ to_tsquery('simple', words)
$$;

select protect_company_tables();
