-- The unique index of (company_id, id) answers the same, read backwards.
drop index candidates_newest;
