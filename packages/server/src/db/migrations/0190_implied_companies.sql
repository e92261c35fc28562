-- Whose company there is, is said by the candidate that each of them must have.
alter table applications drop constraint applications_company_id_fkey;
alter table timeline_entries drop constraint timeline_entries_company_id_fkey;
alter table intake_submissions drop constraint intake_submissions_company_id_fkey;
