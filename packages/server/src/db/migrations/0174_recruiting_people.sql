-- Two records of one person are sent to a job of an account one after the other, and the second only when
-- somebody says so: a keyed hash of the e-mail address tells that they are one.
alter table recruiting_writes add column person_key text;
create index recruiting_writes_person on recruiting_writes (company_id, connection_id, person_key)
  where kind = 'post_candidate' and person_key is not null and state not in ('refused', 'dropped');
