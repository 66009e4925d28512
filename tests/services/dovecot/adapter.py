#!/usr/bin/env python3
"""Puts an IMAP server with shared mailboxes behind the adapter protocol of `chaperone conform`: `adapter.py HOST PORT`.

Every scenario gets users and mailboxes of its own: `Ann` is `sSCENARIO_ann`. There is no question for who has what open.
"""

import pathlib
import shlex
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from adapter_lines import Refused, serve

LETTERS = {"reading": "r", "inserting": "i", "administering": "a"}


class Session:
    """A user who is logged in, and logs in again where the server has closed the connection."""

    def __init__(self, user):
        self.user = user
        self.log_in()

    def log_in(self):
        self.socket = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        self.replies, self.is_open = self.socket.makefile("rb"), False
        self.line()
        self.exchange(f"LOGIN {self.user} secret")

    def line(self):
        text = self.replies.readline().decode()
        if not text:
            raise ConnectionError("the server closed the connection")
        return text

    def call(self, command, literal=None):
        """The lines before the one that says how it went."""
        try:
            return self.exchange(command, literal)
        except ConnectionError as reason:
            self.log_in()
            if command in ("UID SEARCH ALL", "UNSELECT"):
                raise Refused(str(reason)) from reason
            return self.exchange(command, literal)

    def exchange(self, command, literal=None):
        self.socket.sendall(f"t {command}\r\n".encode())
        lines = []
        while not (line := self.line()).startswith("t "):
            if line.startswith("+"):
                self.socket.sendall(literal + b"\r\n")
            lines.append(line)
        if not line.startswith("t OK"):
            raise Refused(line[2:].strip())
        return lines


class Scenario:
    def __init__(self, request):
        tag = "s" + request["scenario"]
        self.locals = {user: f"{tag}_{user}".lower() for user in request["population"]["User"]}
        self.names = {local: user for user, local in self.locals.items()}
        self.boxes = request["population"]["Box"]
        self.owners = {fact[1]: fact[3] for fact in request["facts"] if fact[0] == "owner"}
        self.sessions = {}  # one for what a user asks, and one for each mailbox that a user has opened

    def end(self):
        for session in self.sessions.values():
            session.socket.close()

    def session(self, user, box=None):
        if (user, box) not in self.sessions:
            self.sessions[user, box] = Session(self.locals[user])
        return self.sessions[user, box]

    def path(self, user, box):
        owner = self.owners[box]
        return box if user == owner else f"shared/{self.locals[owner]}/{box}"

    def step(self, rule, b, who, by=None, r=None):
        session = self.session(by or who, b if rule in ("open_box", "close_box", "look") else None)
        box, other, letter = self.path(by or who, b), self.locals[who], LETTERS.get(r)
        if rule == "open_box":
            session.is_open = False  # a mailbox that cannot be opened is not open
            session.call(f"SELECT {box}")
            session.is_open = True
        elif rule in ("look", "close_box"):
            if rule == "look" and not session.is_open:
                raise Refused("not open")
            if session.is_open:
                session.is_open = rule == "look"
                session.call("UID SEARCH ALL" if rule == "look" else "UNSELECT")
        elif rule == "insert":
            session.call(f"APPEND {box} {{13}}", b"Subject: hi\r\n")
        elif rule in ("create", "delete"):
            session.call(f"{rule} {box}")
        elif who == self.owners[b]:
            raise Refused("the owner's rights stay")  # the server would let them be taken
        else:
            session.call(f"SETACL {box} {other} {'+' if rule == 'grant' else '-'}{letter}")

    def ask(self):
        holds = {"exists": [], "right": []}
        for box in self.boxes:
            try:
                line = "".join(self.session(self.owners[box]).call(f"GETACL {box}"))
            except Refused:
                continue
            holds["exists"].append([box])
            words = shlex.split(line)[3:]
            for local, letters in zip(words[::2], words[1::2]):
                if local in self.names and self.names[local] != self.owners[box]:
                    holds["right"] += [[box, self.names[local], right] for right, it in LETTERS.items() if it in letters]
        return holds


if __name__ == "__main__":
    serve("an IMAP server", Scenario, ["exists", "right"])
