"""Data of Messenger Kids made to scale: how long `audit` takes to find what is broken, and what is one step away.

The same rules are run three times: with a promise about nothing, for what reading the tables takes; without rules, for
what is broken; whole, for what is one step away. Beside them stands the query for what is broken that one would write
by hand, in SQLite, with its tables read and indexed already.
"""

import csv
import sqlite3
import time

from measuring import BUILD, CHAPERONE, once

RULES = "specs/messenger_kids/launch.chap"
PROMISE = "child_meets_stranger"
SCHEMA = """system messenger_kids
sort User
sort Group
fixed relation child(User)
fixed relation parent(adult: User, kid: User)
relation approved(kid: User, friend: User)
relation contact(User, User) symmetric
relation blocked(who: User, whom: User)
relation member(Group, User)
"""
NOTHING = "never child_meets_stranger = some u: User | child(u) and u != u\n"
BROKEN = """never child_meets_stranger = some g: Group, kid, other: User | member(g, kid) and member(g, other)
  and child(kid) and other != kid and not approved(kid, other) and not parent(other, kid)
"""
BY_HAND = """SELECT COUNT(*) FROM member AS a JOIN child ON child.c1 = a.c2 JOIN member AS b ON b.c1 = a.c1
WHERE b.c2 <> a.c2 AND NOT EXISTS (SELECT 1 FROM approved WHERE c1 = a.c2 AND c2 = b.c2)
AND NOT EXISTS (SELECT 1 FROM parent WHERE c1 = b.c2 AND c2 = a.c2)"""


def by_hand(data):
    """Seconds of SQLite for what is broken, and how many cases it finds."""
    engine = sqlite3.connect(":memory:")
    for name, width in (("child", 1), ("parent", 2), ("approved", 2), ("member", 2)):
        columns = ", ".join(f"c{i + 1}" for i in range(width))
        engine.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({columns})) WITHOUT ROWID")
        with open(data / f"{name}.csv", newline="", encoding="utf-8") as lines:
            rows = csv.reader(lines)
            next(rows)
            engine.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({', '.join('?' * width)})", rows)
    engine.execute("ANALYZE")
    begin = time.process_time()
    found = engine.execute(BY_HAND).fetchone()[0]
    return time.process_time() - begin, found


def audited(name, rules, data):
    run = once(f"audit {name}", [CHAPERONE, "audit", rules, "--data", data, "--property", PROMISE, "--no-check",
                                 "--jobs", "1", "--limit", "1"], 1800)
    return run.busy / 1000, run.megabytes


def measure(plan):
    sizes = (300_000, 1_000_000) if plan.quick else (3_000_000, 30_000_000)
    for memberships in sizes:
        data = BUILD / f"audit_{memberships}"
        data.mkdir(exist_ok=True)
        once("audit_data", [BUILD / "tests/bench/audit_data", memberships // 30, memberships // 6, memberships, data],
             1800)
        files = {}
        for name, promise in (("nothing", NOTHING), ("broken", BROKEN)):
            files[name] = BUILD / f"audit_{name}.chap"
            files[name].write_text(SCHEMA + promise, encoding="utf-8")
        reading, _ = audited("reading", files["nothing"], data)
        with_broken, _ = audited("broken", files["broken"], data)
        whole, peak = audited("one step away", RULES, data)
        broken, ahead = with_broken - reading, whole - with_broken
        print(f"audit {memberships:>10} memberships  reading {reading:6.2f} s  broken {broken:6.2f} s  one step away "
              f"{ahead:6.2f} s  peak memory {peak:.0f} MB   at most 4096  {'ok' if peak <= 4096 else 'MISSED'}")
        if memberships <= 3_000_000:
            hand, _ = by_hand(data)
            print(f"  broken: {broken / hand:5.2f} times the query by hand in SQLite ({hand:.2f} s)   at most 1.5  "
                  f"{'ok' if broken <= 1.5 * hand else 'MISSED'}")
            print(f"  one step away: {ahead / hand:5.2f} times that query   at most 5  "
                  f"{'ok' if ahead <= 5 * hand else 'MISSED'}")
        for table in data.iterdir():
            table.unlink()
