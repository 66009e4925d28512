#!/usr/bin/env python3
"""Puts an XMPP server with members-only rooms behind the adapter protocol of `chaperone conform`.

    adapter.py HOST PORT

Python's standard library only. Every scenario gets users and rooms of its own: `Ann` is `SCENARIO.ann@localhost`.
With --race each of two adapters logs the users in for itself; session_daemon.py has both act in the same sessions.
"""

import base64
import json
import socket
import sys
import threading
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

ROOMS = "rooms.localhost"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
ROSTER = "jabber:iq:roster"
MUC = "http://jabber.org/protocol/muc"
CLIENT = "{jabber:client}"


class Session:
    """One user who is logged in."""

    def __init__(self, user):
        self.jid = f"{user}@localhost"
        self.socket = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ids = 0
        self.lock = threading.RLock()  # a session is a stream: two steps of one user go one after the other
        self.open_stream()
        login = base64.b64encode(f"\0{user}\0secret".encode()).decode()
        self.send(f"<auth xmlns='{SASL}' mechanism='PLAIN'>{login}</auth>")
        self.next_stanza()
        self.open_stream()
        self.call("set", None, "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")

    def open_stream(self):
        self.parser, self.depth, self.stanzas = ElementTree.XMLPullParser(["start", "end"]), 0, []
        self.send("<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' "
                  "xmlns:stream='http://etherx.jabber.org/streams'>")
        self.next_stanza()  # the features

    def send(self, text):
        self.socket.sendall(text.encode())

    def next_stanza(self):
        while not self.stanzas:
            data = self.socket.recv(65536)
            # Else the kernel waits 40 ms for something to send the acknowledgement with, and the server for that.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            if not data:
                raise ConnectionError("the server closed the stream")
            self.parser.feed(data)
            for event, element in self.parser.read_events():
                self.depth += 1 if event == "start" else -1
                if event == "end" and self.depth == 1:
                    self.stanzas.append(element)
        return self.stanzas.pop(0)

    def ask(self, kind, to, payload):
        """Sends a request; its id."""
        self.ids += 1
        address = f" to={quoteattr(to)}" if to else ""
        self.send(f"<iq type='{kind}' id='q{self.ids}'{address}>{payload}</iq>")
        return f"q{self.ids}"

    def reply(self, ident, beside=None):
        """The reply to a request; what comes before it is handed to `beside`, or dropped."""
        while True:
            stanza = self.next_stanza()
            if stanza.tag == CLIENT + "iq" and stanza.get("id") == ident:
                return stanza
            if beside is not None:
                beside.append(stanza)

    def call(self, kind, to, payload, beside=None):
        with self.lock:
            return self.reply(self.ask(kind, to, payload), beside)


def outcome(stanza):
    if stanza.get("type") != "error":
        return {"outcome": "allowed"}
    error = stanza.find(CLIENT + "error")
    text = error.find("{urn:ietf:params:xml:ns:xmpp-stanzas}text")
    reason = text.text if text is not None else error[0].tag.split("}")[1]
    return {"outcome": "refused", "reason": reason}


class Scenario:
    def __init__(self, request):
        self.prefix = request["scenario"] + "."
        self.users, self.rooms = request["population"]["User"], request["population"]["Room"]
        self.sessions = {user: Session(self.local(user)) for user in self.users}
        self.names = {session.jid: user for user, session in self.sessions.items()}

    def end(self):
        for session in self.sessions.values():
            session.socket.close()

    def local(self, name):
        return (self.prefix + name).lower()

    def room(self, name):
        return f"{self.local(name)}@{ROOMS}"

    def add_contact(self, who, whom):
        if who == whom:  # Prosody would take it, and leave the roster as it is
            return {"outcome": "refused", "reason": "oneself"}
        item = f"<query xmlns='{ROSTER}'><item jid={quoteattr(self.sessions[whom].jid)}/></query>"
        return outcome(self.sessions[who].call("set", None, item))

    def create_room(self, creator, room):
        session = self.sessions[creator]
        with session.lock:
            return self.enter_new_room(session, creator, room)

    def enter_new_room(self, session, creator, room):
        session.send(f"<presence to={quoteattr(self.room(room) + '/' + creator)}><x xmlns='{MUC}'/></presence>")
        while True:
            stanza = session.next_stanza()
            if stanza.tag != CLIENT + "presence" or not stanza.get("from", "").startswith(self.room(room)):
                continue
            if stanza.get("type") == "error":
                return outcome(stanza)
            codes = {status.get("code") for status in stanza.iter("{%s#user}status" % MUC)}
            if "110" in codes:  # this is about oneself, and 201 says that the room is new
                return {"outcome": "allowed"} if "201" in codes else {"outcome": "refused", "reason": "it exists"}

    def invite(self, by, room, newcomer):
        session, beside = self.sessions[by], []
        invite = f"<x xmlns='{MUC}#user'><invite to={quoteattr(self.sessions[newcomer].jid)}/></x>"
        with session.lock:
            session.send(f"<message to={quoteattr(self.room(room))} id='invitation'>{invite}</message>")
            # Nothing comes back if it is let through. The room takes things in their order: once it has answered this
            # question, a refusal would have come.
            session.call("get", self.room(room), "<query xmlns='http://jabber.org/protocol/disco#info'/>", beside)
        for stanza in beside:
            if stanza.tag == CLIENT + "message" and stanza.get("id") == "invitation" and stanza.get("type") == "error":
                return outcome(stanza)
        return {"outcome": "allowed"}

    def dismiss(self, by, room, who):
        item = f"<item affiliation='none' jid={quoteattr(self.sessions[who].jid)}/>"
        return outcome(self.sessions[by].call("set", self.room(room), f"<query xmlns='{MUC}#admin'>{item}</query>"))

    def ask(self, observer):
        asked = [(room, rank, observer.ask("get", self.room(room),
                                           f"<query xmlns='{MUC}#admin'><item affiliation='{rank}'/></query>"))
                 for room in self.rooms for rank in ("owner", "member")]
        holds = {"lists": [], "member": [], "owner": []}
        for user, session in self.sessions.items():
            for item in session.call("get", None, f"<query xmlns='{ROSTER}'/>").iter("{%s}item" % ROSTER):
                holds["lists"].append([user, self.names[item.get("jid")]])
        for room, rank, ident in asked:
            for item in observer.reply(ident).iter("{%s#admin}item" % MUC):
                user = self.names.get(item.get("jid"))
                if user and rank == "owner":
                    holds["owner"].append([room, user])
                if user:
                    holds["member"].append([room, user])
        return {"holds": holds}


class Adapter:
    """What one connection of `conform` asks."""

    def __init__(self):
        self.observer = Session("observer")  # whom the server's configuration lets look at every room
        self.scenario = None

    def begin(self, request):
        if self.scenario:
            self.scenario.end()
        self.scenario = Scenario(request)

    def join(self, request):
        self.begin(request)  # everybody logs in once more

    def answer(self, request):
        verb = request["do"]
        if verb == "hello":
            return {"protocol": 1, "service": "Prosody"}
        if verb == "reset":
            self.begin(request)
        elif verb == "join":
            self.join(request)
        elif verb == "given" and request["facts"]:
            return {"unsupported": "facts at the start"}
        elif verb == "step":
            return getattr(self.scenario, request["rule"])(**request["args"])
        elif verb == "ask":
            return self.scenario.ask(self.observer)
        return {}

    def serve(self, requests, replies):
        for line in requests:
            request = json.loads(line)
            if request["do"] == "bye":
                break
            replies.write(json.dumps({"id": request["id"], **self.answer(request)}) + "\n")
            replies.flush()


if __name__ == "__main__":
    Adapter().serve(sys.stdin, sys.stdout)
