-- As member_page (V14), with members in the binary form of JSON, which is half as long. That table stays for workers of the release before,
-- and may go with the next one; fetched_page, which is of workers before it, goes.
create unlogged table fetched_members (
  job_id      bigint  not null,
  page        integer not null,
  total_pages integer not null,
  members     bytea   not null, -- Smile, as MemberCodec writes it
  primary key (job_id, page)
);
alter table fetched_members alter column members set storage external;
drop table fetched_page;
