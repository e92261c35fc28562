-- Somebody of a table who was here before and has one more application now.
alter table candidate_import_rows drop constraint candidate_import_rows_state_check;
alter table candidate_import_rows add constraint candidate_import_rows_state_check
  check (state in ('new', 'good', 'bad', 'created', 'applied', 'known', 'skipped', 'dropped'));
