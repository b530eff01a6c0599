-- 24 workspaces, 22 of them active, with 5,631 contacts in every state that reconcile distinguishes.
with named (position, id, name, region) as (
  values (1, 'acme', 'Acme Studios', 'MX'), (2, 'aurora', 'Aurora Dental', 'US'), (3, 'bergamo', 'Bergamo Tiles', 'IT'),
         (4, 'borealis', 'Borealis Travel', 'CA'), (5, 'cobalt', 'Cobalt Fitness', 'US'), (6, 'delta', 'Delta Motors', 'BR'),
         (7, 'elm', 'Elm Street Books', 'GB'), (8, 'ferrum', 'Ferrum Tools', 'DE'), (9, 'garnet', 'Garnet Jewels', 'IN'),
         (10, 'harbor', 'Harbor Seafood', 'PT'), (11, 'indigo', 'Indigo Prints', 'FR'), (12, 'juniper', 'Juniper Spa', 'AR'),
         (13, 'kestrel', 'Kestrel Optics', 'IE'), (14, 'lumen', 'Lumen Lighting', 'NL'), (15, 'maple', 'Maple Nursery', 'CA'),
         (16, 'nimbus', 'Nimbus Cleaning', 'US'), (17, 'onyx', 'Onyx Hair', 'ES'), (18, 'pampas', 'Pampas Grill', 'AR'),
         (19, 'quartz', 'Quartz Watches', 'CH'), (20, 'ripple', 'Ripple Swim School', 'AU'), (21, 'saffron', 'Saffron Catering', 'GB'),
         (22, 'tundra', 'Tundra Outdoor', 'NO'), (23, 'umber', 'Umber Paints', 'IT'), (24, 'vela', 'Vela Sailing', 'GR'))
insert into workspace (id, name, region, channel_phone_id, channel_access_token)
select id, name, region,
       case when position <= 23 then 'phone-' || id end,
       case when position <= 22 then 'demo-token-' || id end -- umber lacks its token, vela has no channel
from named;

-- Of each ten workspaces five have only lively contacts, four some quiet ones, and one only quiet ones that were flagged lately.
with contact_of as (
  select w.id as workspace_id, n, row_number() over (order by w.id, n) as k,
         case when w.id = 'acme' then 'backlog'
              when dense_rank() over (order by w.id) % 10 in (2, 4, 6, 8) then 'stale'
              when dense_rank() over (order by w.id) % 10 = 5 then 'cooling'
              else 'lively' end as kind
  from workspace w cross join generate_series(1, 340) n
  where n <= 230 or w.id = 'acme'
)
insert into contact (workspace_id, phone, name, lead_status, lead_score, lead_temperature,
                     last_activity_at, updated_at, created_at)
select workspace_id, '+1555' || lpad(k::text, 7, '0'),
       (array['Ada','Bruno','Carla','Dev','Elif','Femi','Greta','Hugo','Ines','Jonas'])[1 + k % 10] || ' ' ||
       (array['Alves','Brandt','Costa','Dunne','Eriksen','Farah','Gupta','Hansen','Ito','Jansen'])[1 + (k / 10) % 10],
       case when n <= 20 then 'archived' when n <= 40 then 'converted'
            else (array['new','qualified','contacted'])[1 + k % 3] end,
       k % 100,
       case when n between 41 and 200 then 'hot' else 'cold' end,
       case when n <= 40 then now() - interval '9 days' - n * interval '1 hour'             -- long quiet, but done with
            when n <= 200 then now() - (k % 50) * interval '1 minute'                       -- lively
            when n <= 206 then null                                                         -- never wrote: updated, or created, lately
            when kind = 'lively' then now() - (k % 50) * interval '1 minute'
            when n % 5 in (0, 1) then null                                                  -- quiet, read from another column
            else now() - interval '90 minutes' - (k % 400) * interval '2 hours' end,
       case when n between 201 and 203 then now() - interval '20 minutes'
            when n > 206 and kind <> 'lively' and n % 5 = 0 then now() - interval '3 hours' - (k % 90) * interval '1 hour' end,
       case when n between 204 and 206 then now() - interval '30 minutes' else now() - interval '60 days' end
from contact_of;

-- flags of an earlier time: some still protect their contact, some no longer do
insert into contact_note (contact_id, content, added_by, added_at)
select c.id, 'Sync check: No activity for 26 hours', 'background-sync',
       now() - case when c.workspace_id in ('cobalt', 'maple') then interval '3 hours' else interval '25 hours' end
from contact c
where c.quiet_since < now() - interval '1 hour' and c.lead_status not in ('archived', 'converted')
  and (c.workspace_id in ('cobalt', 'maple') or c.id % 7 = 0 and c.workspace_id <> 'acme');

insert into contact_note (contact_id, content, added_by, added_at)
select id, 'Called, will ring back.', 'ana@example.com', now() - interval '2 hours' from contact where id % 11 = 0;

-- what the demo bot needs: a contact in another notation than the bot's, and a secret for the message webhook
insert into contact (workspace_id, phone, name, lead_status, lead_temperature, last_activity_at, created_at)
values ('acme', '55 1234 5678', null, 'new', 'hot', now(), now() - interval '2 days');
update workspace set webhook_secret = 'demo-secret-' || id;
