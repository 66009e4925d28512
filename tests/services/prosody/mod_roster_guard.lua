-- Who may be invited into a room: somebody in the roster of the person who invites, or in everybody's.
--
-- For Prosody's multi-user chat component. The option `roster_guard_looks_at` is "inviter" (which has the flaw of
-- Messenger Kids: two strangers can meet through a common contact) or "everybody".

local jid = require "util.jid";
local st = require "util.stanza";
local load_roster = require "core.rostermanager".load_roster;

local looks_at = module:get_option_string("roster_guard_looks_at", "everybody");

local function lists(who, whom)
	local user, host = jid.split(who);
	return load_roster(user, host)[jid.bare(whom)] ~= nil;
end

local function may_come(room, inviter, newcomer)
	if not lists(inviter, newcomer) then
		return false;
	end
	if looks_at == "everybody" then
		for member in room:each_affiliation() do
			if member ~= newcomer and not lists(member, newcomer) then
				return false;
			end
		end
	end
	return true;
end

-- After Prosody's own check that the person who invites is a member.
module:hook("muc-pre-invite", function (event)
	local stanza = event.stanza;
	local invite = stanza:get_child("x", "http://jabber.org/protocol/muc#user"):get_child("invite");
	if not may_come(event.room, stanza.attr.from, jid.bare(invite.attr.to)) then
		event.origin.send(st.error_reply(stanza, "auth", "forbidden", "not in the roster"));
		return true;
	end
end, -10);

-- The other way into a room: an owner who changes the list of members.
module:hook("muc-pre-set-affiliation", function (event)
	local comes_in = event.previous_affiliation == "none" and event.affiliation ~= "none";
	if event.actor and comes_in and not may_come(event.room, event.actor, event.jid) then
		event.allowed = false;
	end
end);
