-- A sync brings to the contact what the bot has said since the one before, so that what a person has corrected of the rest
-- stays (B7, B11).
alter table conversation
  add column said jsonb; -- since the last sync, with the version that has it; where that is another one or null, all counts as said

-- Free JSON of a save is added to what is known, also inside of objects: nothing is taken away (B11).
create function json_added(known jsonb, said jsonb) returns jsonb language plpgsql immutable as $$
begin
  if jsonb_typeof(known) <> 'object' or jsonb_typeof(said) <> 'object' then
    return said;
  end if;
  return known || (select coalesce(jsonb_object_agg(key, case when known ? key then json_added(known -> key, value) else value end), '{}')
                   from jsonb_each(said));
end $$;

-- The interval of the settings, which counts from the next start on, apart from one that somebody has chosen (D1).
alter table sync_control
  add column setting_minutes integer; -- the setting that the interval is; where it is another one or null, it was chosen
update sync_control set setting_minutes = interval_minutes
  where changed_by is null -- nobody has asked for anything
     or interval_minutes = 30 and not exists (select from audit_entry where action = 'products.start');
