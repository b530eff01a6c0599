-- Of a constant size, however high the limit: the time of the last event in each second, and how many came in it.
-- The column taken stays for workers of the release before, and may go with the next one.
alter table webhook_rate
  alter column taken set default '{}',
  add column last_in_second timestamptz[] not null default '{}',
  add column events         integer[] not null default '{}';
