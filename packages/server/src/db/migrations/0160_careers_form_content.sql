-- A keyed hash of what a form of the careers page was sent with: the same again is thanked for, anything
-- else is shown again, whoever applied before.
alter table careers_forms add column content text;
