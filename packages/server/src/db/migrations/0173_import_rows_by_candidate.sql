-- Whoever is erased is looked for in the rows that became them.
create index candidate_import_rows_by_candidate on candidate_import_rows (company_id, candidate_id)
  where candidate_id is not null;
