-- gone in a minute: not worth parsing and compressing
alter table fetched_page alter column members type json using members::json;
alter table fetched_page alter column members set storage external;
