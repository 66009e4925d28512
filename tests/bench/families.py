"""Writes rule files of a chosen size, for scripts/bench.

usage: families.py safe|flawed|chain N      (to standard output)

safe    N group rules, each gated by a switch of its own; all of them keep the promise
flawed  the same, but the last of them forgets to look at the members: violated in three steps
chain   the promise is broken by the N-th step of a chain and by nothing shorter
"""

import sys

HEAD = """system family_{kind}_{n}

sort User
sort Group

fixed relation child(User)
fixed relation parent(adult: User, kid: User)
assume all a, k: User | parent(a, k) implies child(k) and not child(a)

relation approved(kid: User, friend: User)
relation member(Group, User)
init empty approved, member

define stranger(kid: User, other: User) =
  child(kid) and other != kid and not approved(kid, other) and not parent(other, kid)

rule approve(adult: User, kid: User, friend: User) "{{adult}} approves {{friend}} for {{kid}}" {{
  require parent(adult, kid)
  add approved(kid, friend)
}}

never child_meets_stranger =
  some g: Group, kid, other: User | member(g, kid) and member(g, other) and stranger(kid, other)
"""

# Ten lines with the empty one at its end.
RULE = """
/// Group rule number {i}.
relation open_{i}(Group)
init empty open_{i}
rule open_up_{i}(group: Group) {{ require not open_{i}(group) add open_{i}(group) }}
rule add_{i}(group: Group, newcomer: User) "{{newcomer}} comes into {{group}} by way {i}" {{
  require open_{i}(group)             else "way {i} is not open"
  {check}
  add member(group, newcomer)
}}
"""

CHECK = ("require all u: User | member(group, u) implies not stranger(u, newcomer) and not stranger(newcomer, u)"
         ' else "a stranger is inside"')
NO_CHECK = "require not member(group, newcomer)"


def gated(kind, n):
    parts = [HEAD.format(kind=kind, n=n)]
    for i in range(1, n + 1):
        forgetful = kind == "flawed" and i == n
        parts.append(RULE.format(i=i, check=NO_CHECK if forgetful else CHECK))
    return "".join(parts)


def chain(n):
    lines = [f"system chain_{n}", "sort User"]
    for i in range(1, n + 1):
        lines.append(f"relation step_{i}(User)")
        lines.append(f"init empty step_{i}")
        lines.append(f"rule go_{i}(u: User) {{")
        if i > 1:
            lines.append(f"  require step_{i - 1}(u)")
        lines.append(f"  add step_{i}(u)")
        lines.append("}")
    lines.append(f"never arrived = some u: User | step_{n}(u)")
    return "\n".join(lines) + "\n"


def main():
    kind, n = sys.argv[1], int(sys.argv[2])
    sys.stdout.write(chain(n) if kind == "chain" else gated(kind, n))


main()
