-- Categories of files and locations of a mirrored company go to the provider too.
alter table provider_writes drop constraint provider_writes_kind_check;
alter table provider_writes add constraint provider_writes_kind_check check (kind in (
  'create_employee', 'update_employee', 'delete_employee', 'add_row', 'update_row', 'remove_row',
  'change_list', 'upload_file', 'change_file', 'remove_file', 'upload_photo',
  'add_file_categories', 'add_location', 'change_location', 'remove_location'
));

-- Whether somebody's files may stand in categories that came since they were listed.
create index provider_writes_of_categories on provider_writes (company_id, connection_id)
  where kind = 'add_file_categories';
