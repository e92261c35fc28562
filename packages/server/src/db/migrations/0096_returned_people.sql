-- A deletion that was refused counts until the provider shows the person again: deleted anew, they
-- are asked about anew.
alter table hold_people add returned_at timestamptz;
