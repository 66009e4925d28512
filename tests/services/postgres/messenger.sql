-- Messenger Kids in PostgreSQL, where row-level security is what enforces the rules: whoever may run SQL as `app`
-- can do no more than the policies let them. Who acts is in the setting `app.actor`.
--
-- settings.looks_at says what the policy on group members looks at: 'inviter' is the flaw of 2019, 'everybody' is the
-- repair. The same policy is safe under SERIALIZABLE only: two transactions that do not see each other's new member
-- can each add one, and the two may be strangers.

create table settings (looks_at text not null check (looks_at in ('inviter', 'everybody')));
create table people (id text primary key, is_child boolean not null default false);
create table parents (adult text, kid text, primary key (adult, kid));
create table approvals (kid text, friend text, primary key (kid, friend));
create table contacts (a text, b text, primary key (a, b)); -- each pair in both orders
create table blocks (who text, whom text, primary key (who, whom));
create table members (grp text, person text, primary key (grp, person));

create function actor() returns text stable language sql as $$ select current_setting('app.actor') $$;

-- ---- What the policies ask ------------------------------------------------------------------------------

create function is_child(person text) returns boolean stable language sql
  as $$ select exists (select from people p where p.id = person and p.is_child) $$;
create function is_parent(adult text, kid text) returns boolean stable language sql
  as $$ select exists (select from parents p where p.adult = is_parent.adult and p.kid = is_parent.kid) $$;
create function are_apart(one text, other text) returns boolean stable language sql
  as $$ select exists (select from blocks where (who, whom) in ((one, other), (other, one))) $$;
create function are_contacts(one text, other text) returns boolean stable language sql
  as $$ select exists (select from contacts where a = one and b = other) $$;
create function is_member(grp text, person text) returns boolean stable language sql
  as $$ select exists (select from members m where m.grp = is_member.grp and m.person = is_member.person) $$;
create function is_stranger(kid text, other text) returns boolean stable language sql as $$
  select is_child(kid) and other <> kid and not is_parent(other, kid)
    and not exists (select from approvals a where a.kid = is_stranger.kid and a.friend = other)
$$;
create function may_meet(one text, other text) returns boolean stable language sql
  as $$ select not is_stranger(one, other) and not is_stranger(other, one) and not are_apart(one, other) $$;

-- ---- The policies: these are the rules ------------------------------------------------------------------

alter table people enable row level security;
alter table parents enable row level security;
alter table approvals enable row level security;
alter table contacts enable row level security;
alter table blocks enable row level security;
alter table members enable row level security;

create policy everybody_reads on people for select using (true);
create policy everybody_reads on parents for select using (true);
create policy everybody_reads on approvals for select using (true);
create policy everybody_reads on contacts for select using (true);
create policy everybody_reads on blocks for select using (true);
create policy everybody_reads on members for select using (true);

create policy grown_ups_befriend on contacts for insert with check (
  actor() in (a, b) and a <> b and not is_child(a) and not is_child(b) and not are_apart(a, b));

create policy parents_approve on approvals for insert with check (
  is_parent(actor(), kid) and friend <> kid and not are_apart(kid, friend));
create policy parents_approve_again on approvals for update using (is_parent(actor(), kid)) with check (
  is_parent(actor(), kid) and friend <> kid and not are_apart(kid, friend));
create policy parents_revoke on approvals for delete using (is_parent(actor(), kid));

create policy anybody_blocks on blocks for insert with check (who = actor() and who <> whom);
create policy anybody_blocks_again on blocks for update using (who = actor());
create policy blocker_unblocks on blocks for delete using (who = actor());

create policy creator_comes_first on members for insert with check (
  person = actor() and not exists (select from members others where others.grp = members.grp));
create policy members_add_contacts on members for insert with check (
  is_member(grp, actor()) and are_contacts(actor(), person)
  and ((select looks_at from settings) = 'inviter'
       or not exists (select from members others where others.grp = members.grp and not may_meet(others.person, members.person))));
create policy leave_or_be_taken_out on members for delete using (person = actor() or is_parent(actor(), person));

-- ---- What follows from a change, whoever made it ----------------------------------------------------------

create function after_approval() returns trigger security definer language plpgsql as $$
begin
  if not is_child(new.friend) or exists (select from approvals where kid = new.friend and friend = new.kid) then
    insert into contacts values (new.kid, new.friend), (new.friend, new.kid) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger approved after insert or update on approvals for each row execute function after_approval();

create function part(leaver text, other text) returns void security definer language sql as $$
  delete from contacts where (a, b) in ((leaver, other), (other, leaver));
  delete from members m where m.person = leaver
    and exists (select from members o where o.grp = m.grp and o.person = other);
$$;
create function after_revocation() returns trigger language plpgsql as $$
begin
  perform part(old.kid, old.friend);
  return null;
end $$;
create trigger revoked after delete on approvals for each row execute function after_revocation();
create function after_block() returns trigger language plpgsql as $$
begin
  perform part(new.who, new.whom);
  return null;
end $$;
create trigger blocked after insert or update on blocks for each row execute function after_block();

-- ---- What the application calls: plain statements, that the policies let through or not ---------------------

create function befriend(other text) returns void language sql as $$
  insert into contacts values (actor(), other), (other, actor()) on conflict do nothing;
$$;
create function approve(kid text, friend text) returns void language sql as $$
  insert into approvals values (kid, friend) on conflict on constraint approvals_pkey do update set kid = excluded.kid;
$$;
create function create_group(grp text, invited text[]) returns void language plpgsql as $$
begin
  insert into members values (grp, actor());
  for at in 1 .. cardinality(invited) loop -- one by one, so that each is checked against those before
    insert into members values (grp, invited[at]);
  end loop;
end $$;
create function add_member(grp text, newcomer text) returns void language plpgsql as $$
begin
  if newcomer = actor() then
    raise insufficient_privilege using message = 'nobody adds themselves';
  end if;
  insert into members values (grp, newcomer);
end $$;
create function block(whom text) returns void language sql as $$
  insert into blocks values (actor(), whom) on conflict on constraint blocks_pkey do update set who = excluded.who;
$$;
-- What takes something away says how many rows there were: none is a refusal.
create function revoke_approval(kid text, friend text) returns bigint language sql as $$
  with gone as (delete from approvals a where a.kid = revoke_approval.kid and a.friend = revoke_approval.friend
                returning 1)
  select count(*) from gone $$;
create function unblock(whom text) returns bigint language sql as $$
  with gone as (delete from blocks b where b.who = actor() and b.whom = unblock.whom returning 1)
  select count(*) from gone $$;
create function leave_group(grp text) returns bigint language sql as $$
  with gone as (delete from members m where m.grp = leave_group.grp and m.person = actor() returning 1)
  select count(*) from gone $$;
create function take_out(kid text, grp text) returns bigint language sql as $$
  with gone as (delete from members m where m.grp = take_out.grp and m.person = kid and kid <> actor() returning 1)
  select count(*) from gone $$;

create role app login;
grant select, insert, update, delete on approvals, contacts, blocks, members to app;
grant select on people, parents, settings to app;
