-- V1, V4 and V7 were changed when there were databases of them already, which has not been done since. Such a database gets what
-- it lacks, and counts as made by the migrations of today.
do $$
begin
  if to_regclass('flyway_schema_history') is null then
    return;
  end if;

  if exists (select from flyway_schema_history where version = '1' and checksum = 1228186880) then
    alter table workspace drop constraint if exists workspace_id_check;
    alter table workspace add constraint workspace_id_check check (id ~ '^[A-Za-z0-9][A-Za-z0-9._~:@+-]*$') not valid;
    update flyway_schema_history set checksum = 864110536 where version = '1';
  end if;

  if exists (select from flyway_schema_history where version = '4' and checksum in (1426991294, -1606361178)) then
    alter table conversation add column if not exists contact_id bigint references contact on delete set null;
    create index if not exists conversation_newest_of_workspace on conversation (workspace_id, saved_at desc, phone);
    create index if not exists conversation_of_contact on conversation (contact_id) where contact_id is not null;
    create index if not exists sync_failure_open_reconcile on sync_failure (workspace_id)
      where source = 'reconcile' and not resolved;
    update flyway_schema_history set checksum = -1835778342 where version = '4';
  end if;

  if exists (select from flyway_schema_history where version = '7' and checksum = 1994833974) then
    alter table sync_page alter column ids set storage external;
    update flyway_schema_history set checksum = 1762968876 where version = '7';
  end if;
end $$;
