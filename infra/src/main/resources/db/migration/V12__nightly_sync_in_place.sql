-- a nightly sync writes each player once: half of a page free, so that the new version of a row fits beside the old one, and no index changes
alter table player set (fillfactor = 50);

-- what was fetched may be gone after a crash of the database, and is fetched again: it need not be written twice
alter table fetched_page set unlogged;
