#!/usr/bin/env python3
"""Puts the users of a Redis server behind the adapter protocol of `chaperone conform`.

    adapter.py HOST PORT

Python's standard library only. Every scenario gets users and keys of its own: `Ann` is `SCENARIO.Ann`.
"""

import pathlib
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from adapter_lines import Refused, serve


class Connection:
    def __init__(self):
        self.socket = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.replies = self.socket.makefile("rb")

    def call(self, *words):
        parts = [word.encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
        return self.reply()

    def reply(self):
        line = self.replies.readline().decode().rstrip()
        if not line:
            raise ConnectionError("the server closed the connection")
        kind, rest = line[0], line[1:]
        if kind == "-":
            raise Refused(rest)
        if kind == "$":
            return self.replies.read(int(rest) + 2)[:-2].decode() if rest != "-1" else None
        if kind == "*":
            return [self.reply() for _ in range(int(rest))]
        return rest


class Scenario:
    def __init__(self, request):
        self.admin, self.prefix, self.sessions = Connection(), request["scenario"] + ".", {}
        self.users = request["population"]["User"]

    def end(self):
        for session in self.sessions.values():
            session.socket.close()
        self.admin.call("ACL", "DELUSER", *[self.prefix + user for user in self.users])
        self.admin.socket.close()

    def set_user(self, u, *rules):
        self.admin.call("ACL", "SETUSER", self.prefix + u, *rules)

    def is_user(self, u):
        return self.prefix + u in self.admin.call("ACL", "USERS")

    def step(self, rule, u, k=None):
        key = self.prefix + (k or "")
        if rule in ("read", "write", "log_out"):
            return self.in_session(rule, u, key)
        if rule == "log_in":
            if u in self.sessions:
                raise Refused("logged in already")  # the server would let a user have a second session
            session = Connection()
            session.call("AUTH", self.prefix + u, "secret")
            self.sessions[u] = session
        elif self.is_user(u) == (rule == "make"):
            raise Refused("no such user" if rule != "make" else "there is one")  # the server makes users as it goes
        elif rule == "delete":
            self.admin.call("ACL", "DELUSER", self.prefix + u)
            self.drop_closed(u)
        else:
            self.set_user(u, *{"make": ["reset", ">secret", "+get", "+set"], "switch_on": ["on"], "switch_off": ["off"],
                               "let_read": [f"%R~{key}"], "let_write": [f"%W~{key}"], "forbid_all": ["resetkeys"]}[rule])

    def in_session(self, rule, u, key):
        if u not in self.sessions:
            raise Refused("not logged in")
        if rule == "log_out":
            self.sessions.pop(u).socket.close()
        elif rule == "read":
            self.sessions[u].call("GET", key)
        else:
            self.sessions[u].call("SET", key, "text")

    def drop_closed(self, u):
        try:
            if u in self.sessions:
                self.sessions[u].call("GET", self.prefix)
        except Refused:
            pass
        except OSError:
            del self.sessions[u]

    def ask(self):
        holds = {"user": [], "on": [], "reads": [], "writes": [], "session": [[u] for u in self.sessions]}
        for u in filter(self.is_user, self.users):
            answer = self.admin.call("ACL", "GETUSER", self.prefix + u)
            user = dict(zip(answer[::2], answer[1::2]))
            holds["user"].append([u])
            if "on" in user["flags"]:
                holds["on"].append([u])
            for pattern in user["keys"].split():
                rights, key = pattern.split("~" + self.prefix)
                for right, name in (("R", "reads"), ("W", "writes")):
                    if right in rights or rights == "":
                        holds[name].append([u, key])
        return holds


if __name__ == "__main__":
    serve("a key-value store", Scenario, ["user", "on", "session", "reads", "writes"])
