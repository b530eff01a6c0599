-- since when a workspace is active, when that is not since it was made: before, it missed no run (A16)
alter table workspace add column active_since timestamptz;

create function workspace_became_active() returns trigger language plpgsql as $$
begin
  new.active_since := now();
  return new;
end $$;

create trigger workspace_became_active before update of channel_phone_id, channel_access_token on workspace
  for each row
  -- new.active is not there yet
  when (not old.active and coalesce(new.channel_phone_id, '') <> '' and coalesce(new.channel_access_token, '') <> '')
  execute function workspace_became_active();
