#!/usr/bin/env python3
"""Puts an IRC server behind the adapter protocol of `chaperone conform`.

    adapter.py HOST PORT

Python's standard library only. Every scenario gets people and channels of its own: `Ann` is the nickname `SCENARIO_Ann`.
Invitations are not shown: the protocol has no question for them.
"""

import pathlib
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from adapter_lines import Refused, serve

MODES = {"ban": "+b", "lift_ban": "-b", "give_op": "+o", "take_op": "-o", "close": "+i", "open": "-i"}


class Session:
    """A connection under a nickname."""

    def __init__(self, nick):
        self.nick, self.rest, self.pings = nick, b"", 0
        self.socket = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.call(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}")

    def lines(self):
        while True:
            while b"\r\n" not in self.rest:
                data = self.socket.recv(65536)
                # Else the kernel waits 40 ms for something to send the acknowledgement with, and the server for that.
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                if not data:
                    raise ConnectionError("the server closed the connection")
                self.rest += data
            line, self.rest = self.rest.split(b"\r\n", 1)
            text, _, trailing = line.decode().partition(" :")
            words = text.split() + [trailing]
            sender = words.pop(0) if words[0].startswith(":") else ""
            if words[0] != "JOIN" or sender.startswith(f":{self.nick}!"):  # others who join are told as well
                yield words

    def call(self, command):
        """What comes back for a command: lists of words, the kind first. A ping behind it says when that is all."""
        self.pings += 1
        self.socket.sendall(f"{command}\r\nPING p{self.pings}\r\n".encode())
        replies = []
        for words in self.lines():
            if words[0] == "PONG" and words[-1] == f"p{self.pings}":
                return replies
            replies.append(words)

    def quit(self):
        self.socket.sendall(b"QUIT\r\n")
        try:
            for _ in self.lines():
                pass  # the server closes the connection once nobody is left of this name
        except ConnectionError:
            self.socket.close()


class Scenario:
    def __init__(self, request):
        tag = "s" + request["scenario"].replace("-", "_")
        self.nicks = {person: f"{tag}_{person}" for person in request["population"]["Person"]}
        self.people = {nick: person for person, nick in self.nicks.items()}
        self.channels = {channel: f"#{tag}_{channel}" for channel in request["population"]["Channel"]}
        self.sessions = {person: Session(nick) for person, nick in self.nicks.items()}

    def end(self):
        for session in self.sessions.values():
            session.quit()

    def step(self, rule, who=None, c=None, by=None):
        channel, other = self.channels.get(c), self.nicks.get(who)
        session = self.sessions[by or who]
        if rule == "quit":
            session.quit()
            self.sessions[who] = Session(session.nick)
            return
        command = {"join": f"JOIN {channel}", "part": f"PART {channel}", "kick": f"KICK {channel} {other}",
                   "invite": f"INVITE {other} {channel}", "speak": f"PRIVMSG {channel} :hello"}
        mask = f"{other}!*@*" if rule in ("ban", "lift_ban") else other
        replies = session.call(command.get(rule) or f"MODE {channel} {MODES[rule]} {mask}")
        for words in replies:
            if words[0].isdigit() and 400 <= int(words[0]) < 600:
                raise Refused(words[-1])
        if rule == "join" and not any(words[0] == "JOIN" for words in replies):
            raise Refused("no reply")
        if rule == "join" and any(words[0] == "353" and words[-1].strip() == "@" + session.nick for words in replies):
            session.call(f"MODE {channel} +n")

    def ask(self):
        holds = {"on": [], "op": [], "banned": [], "closed": []}
        for name, channel in self.channels.items():
            names = [words[-1].split() for words in self.anybody().call(f"NAMES {channel}") if words[0] == "353"]
            for nick in names[0] if names else []:
                person = self.people[nick.lstrip("@")]
                holds["on"].append([name, person])
                if nick.startswith("@"):
                    holds["op"].append([name, person])
            if names:  # bans are shown to those who are there
                for words in self.sessions[person].call(f"MODE {channel}\r\nMODE {channel} +b"):
                    if words[0] == "324" and "i" in words[3]:
                        holds["closed"].append([name])
                    elif words[0] == "367":
                        holds["banned"].append([name, self.people[words[3].split("!")[0]]])
        return holds

    def anybody(self):
        return next(iter(self.sessions.values()))


if __name__ == "__main__":
    serve("an IRC server", Scenario, ["on", "op", "banned", "closed"])
