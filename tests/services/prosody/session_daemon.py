#!/usr/bin/env python3
"""Lets the two adapters of a race act in the same sessions of an XMPP server.

    session_daemon.py HOST PORT SOCKET serve    the daemon: it holds the sessions, and listens on SOCKET
    session_daemon.py HOST PORT SOCKET          an adapter for `conform --driver`: it passes lines on to the daemon

A service that binds rights to a session, or lets a user have one session only, cannot be raced by adapters that each log
in for themselves. Here the adapters are mere pipes. The first one begins a scenario, and with it the sessions; the other
one joins, and finds them by the scenario's name.
"""

import socket
import socketserver
import sys
import threading

from adapter import Adapter

scenarios = {}  # by name: those that some connection has begun and not ended


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        requests = (line.decode() for line in self.rfile)
        Shared().serve(requests, TextWriter(self.wfile))


class TextWriter:
    def __init__(self, file):
        self.file = file

    def write(self, text):
        self.file.write(text.encode())

    def flush(self):
        self.file.flush()


class Shared(Adapter):
    """As an adapter by itself, but that `join` logs nobody in."""

    def begin(self, request):
        if self.scenario:
            scenarios.pop(self.scenario.prefix, None)
        super().begin(request)
        scenarios[self.scenario.prefix] = self.scenario

    def join(self, request):
        self.scenario = Joined(scenarios[request["scenario"] + "."])


class Joined:
    """Somebody else's scenario, whose sessions are not ended here."""

    def __init__(self, scenario):
        self.scenario, self.prefix = scenario, None

    def __getattr__(self, name):
        return getattr(self.scenario, name)

    def end(self):
        pass


class Daemon(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def pass_on(source, target):
    while data := source.read1(65536):
        target.write(data)
        target.flush()


def main():
    path = sys.argv[3]
    if sys.argv[4:] == ["serve"]:
        Daemon(path, Connection).serve_forever()
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    both_ways = connection.makefile("rwb", buffering=0)
    replies = threading.Thread(target=pass_on, args=(connection.makefile("rb"), sys.stdout.buffer), daemon=True)
    replies.start()
    pass_on(sys.stdin.buffer, both_ways)
    connection.shutdown(socket.SHUT_WR)
    replies.join()


if __name__ == "__main__":
    main()
