#!/usr/bin/env python3
"""The lodge of lodge.chap behind the adapter protocol. It shows its facts as they are, but a check may go by a memory.

    lodge_adapter.py [FAULT]

keeps_keys     whoever ever had a key may enter
keeps_one      a key that was handed out twice is still there when it is taken back
no_second_key  whoever lost a key cannot enter with another one
room_keys      a key opens every room, since what was remembered last of a person is taken for all rooms
session        whoever has entered a room once may enter it again
first_answer   the first answer to a request is given for good
refused_once   whoever was refused once is refused for good
unbans         inviting lifts a ban
dethrones      inviting makes a guest of a warden
"""

import json
import sys

fault = sys.argv[1] if len(sys.argv) > 1 else ""


class Lodge:
    def __init__(self, people):
        self.keys, self.inside = set(), set()
        self.rank = {p: "stranger" for p in people}
        self.ever, self.lost, self.count, self.latest = set(), set(), {}, {}
        self.entered, self.answers, self.refused = set(), {}, set()

    def may_enter(self, room, who):
        key = (room, who)
        right = key in self.keys
        if fault == "keeps_keys":
            return key in self.ever
        if fault == "keeps_one":
            return self.count.get(key, 0) > 0
        if fault == "no_second_key":
            return right and key not in self.lost
        if fault == "room_keys":
            return self.latest.get(who, False)
        if fault == "session":
            return right or key in self.entered
        if fault == "first_answer":
            return self.answers.setdefault(key, right)
        if fault == "refused_once":
            if not right:
                self.refused.add(key)
            return right and key not in self.refused
        return right

    def step(self, rule, a):
        if rule == "hand":
            key = (a["room"], a["to"])
            self.keys.add(key)
            self.ever.add(key)
            self.count[key] = self.count.get(key, 0) + 1
            self.latest[a["to"]] = True
        elif rule == "take_back":
            key = (a["room"], a["of"])
            if key in self.keys:
                self.lost.add(key)
            self.keys.discard(key)
            self.inside.discard(key)
            self.count[key] = max(0, self.count.get(key, 0) - 1)
            self.latest[a["of"]] = False
        elif rule == "enter":
            if not self.may_enter(a["room"], a["who"]):
                return False
            self.entered.add((a["room"], a["who"]))
            self.inside.add((a["room"], a["who"]))
        elif rule == "leave":
            self.inside.discard((a["room"], a["who"]))
        elif rule == "appoint":
            self.rank[a["whom"]] = "warden"
        elif rule == "ban":
            self.rank[a["whom"]] = "banned"
        elif rule == "forget":
            self.rank[a["whom"]] = "stranger"
        elif rule == "invite":
            from_ranks = {"stranger", {"unbans": "banned", "dethrones": "warden"}.get(fault)}
            if self.rank[a["whom"]] in from_ranks:
                self.rank[a["whom"]] = "guest"
        return True


lodge = None
for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"]}
    if request["do"] == "bye":
        break
    if request["do"] == "hello":
        answer["protocol"] = 1
    elif request["do"] == "reset":
        lodge = Lodge(request["population"]["Person"])
    elif request["do"] == "step":
        answer["outcome"] = "allowed" if lodge.step(request["rule"], request["args"]) else "refused"
    elif request["do"] == "ask":
        answer["holds"] = {
            "key": [list(k) for k in sorted(lodge.keys)],
            "inside": [list(k) for k in sorted(lodge.inside)],
            "rank": [[p, r] for p, r in sorted(lodge.rank.items())],
        }
    print(json.dumps(answer), flush=True)
