-- A sync may write some hundred thousand changes, and the look at their history took more than half of that. Who writes them locks the history
-- in the same statement, and retention drops them before their history.
alter table sync_change drop constraint sync_change_history_id_fkey;
