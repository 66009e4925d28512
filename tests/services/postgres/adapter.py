#!/usr/bin/python3
"""Puts the messenger of messenger.sql behind the adapter protocol of `chaperone conform`.

    adapter.py HOST PORT ISOLATION      with ISOLATION `read committed` or `serializable`

Needs Debian's python3-psycopg2. Every scenario gets individuals of its own: `Ann` is `SCENARIO.Ann` in the database, so
that nothing has to be cleaned up and any number of adapters can work on one database.
"""

import json
import sys

import psycopg2
from psycopg2 import errors

host, port, isolation = sys.argv[1:]


def connect(user):
    connection = psycopg2.connect(host=host, port=port, user=user, dbname="kids")
    connection.autocommit = True
    return connection.cursor()


app = connect("app")  # what users do, under the policies
owner = connect("owner")  # what is there from the start

# Each rule: who acts, the call, its arguments. Where `counts`, no row is a refusal.
CALLS = {
    "befriend": ("a", "befriend(%(b)s)"),
    "approve": ("adult", "approve(%(kid)s, %(friend)s)"),
    "revoke": ("adult", "revoke_approval(%(kid)s, %(friend)s)"),
    "block": ("who", "block(%(whom)s)"),
    "unblock": ("who", "unblock(%(whom)s)"),
    "create_group": ("creator", "create_group(%(group)s, %(invited)s::text[])"),
    "add_member": ("adder", "add_member(%(group)s, %(newcomer)s)"),
    "leave": ("who", "leave_group(%(group)s)"),
    "remove_child": ("adult", "take_out(%(kid)s, %(group)s)"),
}
# Each relation: its columns and table, and which column holds names of this scenario.
TABLES = {
    "approved": "select kid, friend from approvals where kid like %s",
    "contact": "select a, b from contacts where a like %s and a < b",
    "blocked": "select who, whom from blocks where who like %s",
    "member": "select grp, person from members where grp like %s",
}


class Scenario:
    def __init__(self, request):
        self.prefix = request["scenario"] + "."

    def full(self, name):
        return [self.prefix + each for each in name] if isinstance(name, list) else self.prefix + name

    def given(self, facts):
        for name, *args in facts:
            args = [self.full(each) for each in args]
            if name == "child":
                owner.execute("insert into people values (%s, true)", args)
            elif name == "parent":
                owner.execute("insert into parents values (%s, %s)", args)
            else:
                return {"unsupported": f"`{name}` at the start"}
        return {}

    def step(self, rule, args):
        actor, call = CALLS[rule]
        args = {name: self.full(value) for name, value in args.items()}
        statement = (
            f"begin isolation level {isolation}; select set_config('app.actor', %(actor)s, true); select {call}; commit"
        )
        while True:
            try:
                # One round trip. The count comes from within, before the commit.
                app.execute(statement.replace("; commit", ""), {**args, "actor": args[actor]})
                count = app.fetchone()[0]
                app.execute("commit")
                return {"outcome": "refused", "reason": "nothing to do"} if count == 0 else {"outcome": "allowed"}
            except (errors.SerializationFailure, errors.DeadlockDetected):
                app.execute("rollback")  # as the manual says: the transaction is tried again
            except (errors.InsufficientPrivilege, errors.UniqueViolation) as refusal:
                app.execute("rollback")
                return {"outcome": "refused", "reason": str(refusal).splitlines()[0]}

    def ask(self, names):
        holds = {}
        for name in names:
            app.execute(TABLES[name], [self.prefix + "%"])
            holds[name] = [[value[len(self.prefix) :] for value in row] for row in app.fetchall()]
        return {"holds": holds}


scenario = None
for line in sys.stdin:
    request = json.loads(line)
    verb = request["do"]
    if verb == "hello":
        reply = {"protocol": 1, "service": "PostgreSQL " + str(app.connection.server_version)}
    elif verb in ("reset", "join"):
        scenario, reply = Scenario(request), {}
    elif verb == "given":
        reply = scenario.given(request["facts"])
    elif verb == "step":
        reply = scenario.step(request["rule"], request["args"])
    elif verb == "ask":
        reply = scenario.ask(request["of"])
    else:
        break
    print(json.dumps({"id": request["id"], **reply}), flush=True)
