-- Who made a key: the user who asked for it, or whoever had made the key that it was asked with, so that
-- nobody becomes somebody else by making one key after the other. Null for keys of older versions, of
-- which it is not known. No foreign key: the command line makes keys, too.
alter table api_keys add column made_by text;
