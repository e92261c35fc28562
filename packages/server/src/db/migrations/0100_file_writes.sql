-- Files and photos of a mirrored company go to the provider too.
alter table provider_writes drop constraint provider_writes_kind_check;
alter table provider_writes add constraint provider_writes_kind_check check (kind in (
  'create_employee', 'update_employee', 'delete_employee', 'add_row', 'update_row', 'remove_row',
  'change_list', 'upload_file', 'change_file', 'remove_file', 'upload_photo'
));

-- Bytes that are to be sent stand among the files until it is known how the write ended.
alter table provider_writes add file_id text;
alter table provider_writes add foreign key (company_id, file_id) references files (company_id, id);
create index provider_writes_file on provider_writes (company_id, file_id) where file_id is not null;

-- Whether somebody's files were changed since they were listed.
create index provider_writes_of_files on provider_writes (company_id, connection_id, employee_number)
  where kind in ('upload_file', 'change_file', 'remove_file');
