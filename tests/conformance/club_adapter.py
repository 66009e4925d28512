#!/usr/bin/env python3
"""The club of club.chap behind the adapter protocol, right or wrong in the ways that are named.

    club_adapter.py [FAULT…]

Faults of the service: allows, refuses, half_refuses, sulks, other, silent_change, one_is_enough, one_leaves, leak, leak_late;
`cache` takes a room for lit for 0.4 s after it closed (with `lasting` for ever), `late` shows for 0.3 s what was before a
step, and `settling` says so meanwhile.
Faults of the adapter, at the first `enter` or where the name says: hang, die, exit, not_json, not_object, no_id, wrong_id,
bad_outcome, huge, error, unsupported, hello_protocol, hello_missing, stranger_name, short_row, two_values,
missing_value, missing_relation, settling_forever. With `hostile`, what it says is meant for a terminal and for a log. With $CLUB_ONCE, a file that is not there yet, only once.

`child` starts a process that outlives the adapter, and writes its number to the file $CLUB_CHILD. `slow` takes 3 ms for
each step. With $CLUB_SHARED, a folder, the state is kept there and two adapters share it; then steps look first and act a
moment later, unless `locks` is given.
"""

import fcntl
import json
import os
import subprocess
import sys
import time

faults = set(sys.argv[1:])
shared = os.environ.get("CLUB_SHARED")
hostile = "\x1b[31m\x07\0\x7f\x9b\u202e\u2028\u2029\r\n::error::taken over\n##[error]taken over"
leftover = False  # what `leak` remembers from scenario to scenario


class Refused(Exception):
    """The service says no."""


class Club:
    def __init__(self):
        self.friends, self.inside, self.on = set(), set(), set()
        self.has_refused = False
        self.closed = {}  # when each room closed

    def are_friends(self, a, b):
        return (a, b) in self.friends or (b, a) in self.friends

    def befriend(self, a, b):
        if a == b:
            raise Refused("nobody is their own friend")
        self.friends.add((a, b))

    def meet(self, room, guests):
        if any(r == room for r, _ in self.inside):
            raise Refused("taken")
        for a in guests:
            for b in guests:
                if a != b and not self.are_friends(a, b):
                    raise Refused("strangers")
        if "other" in faults:
            guests = guests[:1]
        self.inside |= {(room, p) for p in guests}
        self.on.add(room)

    def enter(self, who, room):
        just_closed = time.monotonic() - self.closed.get(room, -1) < (1000 if "lasting" in faults else 0.4)
        if room not in self.on and not ("cache" in faults and just_closed):
            raise Refused("dark")
        if "one_is_enough" in faults and any(r == room and self.are_friends(who, p) for r, p in self.inside):
            self.inside.add((room, who))
            return
        for r, p in sorted(self.inside):
            if "allows" not in faults and r == room and p != who and not self.are_friends(who, p):
                if "silent_change" in faults:
                    self.inside.discard((room, p))
                raise Refused("a stranger is inside")
        if "refuses" in faults and any(r == room for r, _ in self.inside):
            if "half_refuses" in faults:
                self.on.discard(room)
            self.has_refused = True
            raise Refused(hostile if "hostile" in faults else "no more than one")
        if shared and "locks" not in faults:
            time.sleep(0.01)
        self.inside.add((room, who))

    def close(self, room):
        global leftover
        if room not in self.on or ("sulks" in faults and self.has_refused):
            raise Refused("it is closed")
        leaving = sorted((r, p) for r, p in self.inside if r == room)
        self.inside -= set(leaving[:1] if "one_leaves" in faults else leaving)
        self.on.discard(room)
        self.closed[room] = time.monotonic()
        leftover = True


def path(scenario):
    return os.path.join(shared, scenario + ".json")


def load(scenario):
    club = Club()
    with open(path(scenario), encoding="utf-8") as file:
        for name, rows in json.load(file).items():
            setattr(club, name, {tuple(row) if isinstance(row, list) else row for row in rows})
    return club


def save(scenario, club, before=None):
    """Writes what changed since `before` into the file, as a database would."""
    now = load(scenario) if before else Club()
    for name in ("friends", "inside", "on"):
        old, new = getattr(before, name) if before else set(), getattr(club, name)
        setattr(now, name, (getattr(now, name) | (new - old)) - (old - new))
    with open(path(scenario) + str(os.getpid()), "w", encoding="utf-8") as file:
        json.dump({name: sorted(getattr(now, name)) for name in ("friends", "inside", "on")}, file)
    os.rename(file.name, path(scenario))


def reply(request, **more):
    print(json.dumps({"id": request["id"], **more}), flush=True)


def misbehave(request):
    """What the adapter does wrong at `enter`; True if it has said its word."""
    marker = os.environ.get("CLUB_ONCE")
    if marker and os.path.exists(marker):
        return False
    if marker:
        open(marker, "w", encoding="utf-8").close()
    answers = {
        "not_json": hostile.replace("\n", "") if "hostile" in faults else "allowed, I think",
        "not_object": "[1, 2]",
        "no_id": '{"outcome": "allowed"}',
        "wrong_id": '{"id": %d, "outcome": "allowed"}' % (request["id"] + 7),
        "bad_outcome": '{"id": %d, "outcome": "maybe"}' % request["id"],
        "error": json.dumps({"id": request["id"], "error": hostile if "hostile" in faults else "the service is down"}),
        "unsupported": '{"id": %d, "unsupported": "nobody enters here"}' % request["id"],
    }
    for fault, line in answers.items():
        if fault in faults:
            print(line, flush=True)
            return True
    if "hang" in faults:
        time.sleep(3600)
    if "die" in faults:
        os.kill(os.getpid(), 9)
    if "exit" in faults:
        sys.exit(3)
    if "huge" in faults:
        chunk = "x" * (1 << 20)
        for _ in range(20):
            sys.stdout.write(chunk)
        sys.stdout.flush()
        time.sleep(3600)
    return False


def holds(club, population):
    light = [[room, "on" if room in club.on else "off"] for room in population["Room"]]
    inside = [list(row) for row in sorted(club.inside)]
    if "stranger_name" in faults and inside:
        inside.append([inside[0][0], "Zed"])
    if "short_row" in faults and inside:
        inside.append(["Hall"])
    if "two_values" in faults:
        light.append(light[0])
    if "missing_value" in faults:
        light.pop()
    result = {"friends": [list(row) for row in sorted(club.friends)], "inside": inside, "light": light}
    if "missing_relation" in faults:
        del result["inside"]
    return result


club, population, scenario = Club(), {}, ""
shown_before, stepped = {}, -1.0  # what held before the last step, and when it was taken
if "child" in faults:
    nowhere = subprocess.DEVNULL
    child = subprocess.Popen(["sleep", "3600"], stdin=nowhere, stdout=nowhere, stderr=nowhere)
    with open(os.environ["CLUB_CHILD"], "w", encoding="utf-8") as file:
        file.write(str(child.pid))
for line in sys.stdin:
    request = json.loads(line)
    verb = request["do"]
    if verb == "hello":
        if "hello_missing" in faults:
            reply(request)
        else:
            reply(request, protocol=2 if "hello_protocol" in faults else 1)
    elif verb in ("reset", "join"):
        scenario, population, stepped = request["scenario"], request["population"], -1.0
        if verb == "reset" and "deaf_reset" not in faults:
            club = Club()
            if shared:
                save(scenario, club)
        if verb == "join" and not shared:
            reply(request, error="only one adapter at a time")
            continue
        if "leak" in faults and leftover:
            club.on.add(population["Room"][0])
        reply(request)
    elif verb == "given":
        reply(request)
    elif verb == "step":
        if request["rule"] == "enter" and misbehave(request):
            continue
        if "slow" in faults:
            time.sleep(0.003)
        lock = open(path(scenario) + ".lock", "w", encoding="utf-8") if shared and "locks" in faults else None
        if lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if shared:
            club = load(scenario)
        before = load(scenario) if shared else None
        shown_before, stepped = holds(club, population), time.monotonic()
        try:
            if "leak_late" in faults and leftover and request["rule"] == "befriend":
                raise Refused("not again")
            getattr(club, request["rule"])(**request["args"])
            if shared:
                save(scenario, club, before)
            reply(request, outcome="allowed")
        except Refused as why:
            reply(request, outcome="refused", reason=str(why))
        if lock:
            lock.close()
    elif verb == "ask":
        if shared:
            club = load(scenario)
        is_late = time.monotonic() - stepped < 0.3
        if "settling_forever" in faults or ("settling" in faults and is_late):
            reply(request, settling=True)
        else:
            reply(request, holds=shown_before if "late" in faults and is_late else holds(club, population))
    elif verb == "bye":
        reply(request)
        break
