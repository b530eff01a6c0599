-- Numbers are compared by their last seven digits first, which every notation of a number shares; the rest is decided by
-- a library that knows numbering plans (B8).
alter table contact add column phone_tail text not null
  generated always as (right(regexp_replace(coalesce(phone, ''), '\D', '', 'g'), 7)) stored;
create index contact_by_phone_tail on contact (workspace_id, phone_tail) where phone_tail <> '';

-- what the bot knows of one conversation (B1); a save adds to what is known and never takes away (B11)
create table conversation (
  workspace_id     text not null references workspace,
  phone            text not null check (phone ~ '^\+[1-9][0-9]{6,14}$'), -- E.164
  state            text not null check (state in ('greeting', 'qualifying', 'scoring', 'handoff', 'completed')),
  lead_status      text not null, -- the furthest that any state so far has led to
  name             text,
  email            text,
  business_type    text,
  pain_points      text,
  lead_score       integer,
  lead_temperature text,
  data             jsonb not null default '{}',
  event_at         timestamptz not null, -- the newest event's own time (B7)
  saved_at         timestamptz not null default now(),
  version          bigint not null default 1, -- counts the saves: their order is the order of the updates
  synced_version   bigint not null default 0, -- the save that the contact has
  sync             text not null default 'pending' check (sync in ('synced', 'pending', 'skipped', 'failed')),
  sync_reason      text,
  contact_id       bigint references contact on delete set null, -- whom the last sync found
  phone_tail       text not null generated always as (right(phone, 7)) stored,
  primary key (workspace_id, phone),
  check (synced_version <= version)
);
create index conversation_pending on conversation (saved_at) where sync = 'pending';
create index conversation_without_contact on conversation (workspace_id, phone_tail) where sync <> 'synced';
create index conversation_newest_of_workspace on conversation (workspace_id, saved_at desc, phone);
create index conversation_of_contact on conversation (contact_id) where contact_id is not null;

-- A contact that appears later gets the waiting state, whoever adds it (B10). A pending one is touched too: a sync that is
-- just looking for the contact then waits for this transaction, and looks again.
create function wake_waiting_conversations() returns trigger language plpgsql as $$
begin
  update conversation set sync = 'pending', sync_reason = 'contact_appeared'
  where workspace_id = new.workspace_id and phone_tail = new.phone_tail
    and sync <> 'synced' and sync <> 'failed';
  return null;
end $$;
create trigger contact_appeared after insert or update of phone on contact
  for each row when (new.phone_tail <> '') execute function wake_waiting_conversations();

-- one open failure for one thing that fails, however often it is tried (B13)
alter table sync_failure add column replaying boolean not null default false;
alter table sync_failure add column replayed_by text;
alter table sync_failure add column attempt_key text; -- the attempt that was counted last, so that none counts twice
create unique index one_open_failure on sync_failure (source, coalesce(workspace_id, ''), coalesce(contact_phone, ''))
  where not resolved;
create index sync_failure_groups on sync_failure (fingerprint) where not resolved;
-- of the many workspaces that a sweep settles, the few that failed before
create index sync_failure_open_reconcile on sync_failure (workspace_id) where source = 'reconcile' and not resolved;
