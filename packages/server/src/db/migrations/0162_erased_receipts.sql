-- What happened with a hire is never told otherwise later. When a person is erased, the words in it that
-- may tell of them go, and nothing else: that it happened, when and by whom stays.
create function refuse_all_but_emptying() returns trigger language plpgsql as $$
declare
  col text;
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
begin
  foreach col in array tg_argv loop
    if becomes -> col = 'null'::jsonb then
      was := was - col;
      becomes := becomes - col;
    end if;
  end loop;
  if was is distinct from becomes then
    raise exception 'rows of % are never changed', tg_table_name;
  end if;
  return new;
end $$;

drop trigger approval_trail_stays on approval_trail;
create trigger approval_trail_stays before update on approval_trail
  for each row execute function refuse_all_but_emptying('note', 'asked');
drop function refuse_trail_change();

drop trigger hire_log_is_append_only on hire_log;
create trigger hire_log_is_append_only before update on hire_log
  for each row execute function refuse_all_but_emptying('reason');
