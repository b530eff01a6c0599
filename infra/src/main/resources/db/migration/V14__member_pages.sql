-- What was fetched and is not applied yet (C3). Unlogged: after a crash of the database it is fetched again. Without a foreign key, which would
-- lock the job and wait for the disk with each page; retention drops the pages of a job that is gone.
-- The table fetched_page stays for workers of the release before, and may go with the next one.
create unlogged table member_page (
  job_id      bigint  not null,
  page        integer not null,
  total_pages integer not null,
  members     bytea   not null, -- JSON, as MemberJson writes it
  primary key (job_id, page)
);
alter table member_page alter column members set storage external;
