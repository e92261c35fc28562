-- Whether a document was added to somebody who was here already, and by whom. What came with an
-- application is not: whoever is told nothing of what the company thinks sees that, and what they added.
alter table attachments
  add added_later boolean not null default false,
  add added_by_user_id text,
  add foreign key (company_id, added_by_user_id) references users (company_id, id)
    on delete set null (added_by_user_id);
alter table resume_fetches
  add added_later boolean not null default false,
  add added_by_user_id text,
  add foreign key (company_id, added_by_user_id) references users (company_id, id)
    on delete set null (added_by_user_id);

-- Of those that are there the timeline says who added them, by name, and what they came with: the
-- entries of one transaction are written within moments. What was fetched (by Joinery) came with somebody.
-- The rows of all companies are meant, and row-level security hides them from the owner too.
alter table attachments no force row level security;
alter table timeline_entries no force row level security;
alter table candidates no force row level security;
alter table users no force row level security;
update attachments a
   set added_later = true,
       added_by_user_id = (
         select u.id from candidates c
         join users u on u.company_id = c.company_id and u.id = c.brought_by_user_id
         where c.company_id = a.company_id and c.id = a.candidate_id
           and trim(u.first_name || ' ' || u.last_name) = added.actor)
  from timeline_entries added
 where added.company_id = a.company_id and added.candidate_id = a.candidate_id
   and added.kind = 'file_added' and added.detail ->> 'fileId' = a.file_id and added.actor <> 'Joinery'
   and not exists (
     select from timeline_entries came
     where came.company_id = a.company_id and came.candidate_id = a.candidate_id
       and came.kind in ('created', 'applied')
       and came.at >= a.created_at and came.at < a.created_at + interval '10 seconds');
alter table attachments force row level security;
alter table timeline_entries force row level security;
alter table candidates force row level security;
alter table users force row level security;
