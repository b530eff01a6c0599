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

-- Some notations have other last digits than their number: those with an extension, or in letters. They have a tail of their
-- own; an index has it of the contacts that are written so (B8).
create function spelled_phone_tail(phone text) returns text language sql immutable parallel safe as $$
  select right(regexp_replace(
    translate(
      upper(regexp_replace(phone, '(;ext=|ext[a-z]*[.:]?|x|#|,)\s*\d{1,8}\s*$', '', 'i')),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '22233344455566677778889999'),
    '\D', '', 'g'), 7)
$$;
create index contact_by_spelled_phone on contact (workspace_id, spelled_phone_tail(phone)) where phone ~ '[A-Za-z#;,]';

create function wake_conversations_of_spelled_phone() returns trigger language plpgsql as $$
begin
  update conversation set sync = 'pending', sync_reason = 'contact_appeared'
  where workspace_id = new.workspace_id and phone_tail = spelled_phone_tail(new.phone)
    and sync <> 'synced' and sync <> 'failed';
  return null;
end $$;
create trigger contact_with_spelled_phone_appeared after insert or update of phone on contact
  for each row when (new.phone ~ '[A-Za-z#;,]') execute function wake_conversations_of_spelled_phone();
