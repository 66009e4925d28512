"""Writes rule files of a chosen size, for scripts/bench.

usage: families.py FAMILY N      (to standard output)

safe         N ways into a group, each gated by a switch of its own (2 N + 1 rules); all of them keep the promise
flawed       the same, but the last way forgets to look at the members: violated in three steps
chain        the promise is broken by the N-th step of a chain and by nothing shorter
relations    N relations, one rule each, and a promise that speaks of all of them: inductive as it stands
lemmas       N relations, and a promise about the last alone: each of the others needs a lemma of its own
properties   N promises about the same few rules, all kept
findings     N promises about the same few rules, all broken in three steps
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
"""

PROMISE = """
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
    parts = [HEAD.format(kind=kind, n=n), PROMISE]
    for i in range(1, n + 1):
        forgetful = kind == "flawed" and i == n
        parts.append(RULE.format(i=i, check=NO_CHECK if forgetful else CHECK))
    return "".join(parts)


def several_promises(kind, n):
    """The same rules for every promise; each promise is about one kind of group."""
    parts = [HEAD.format(kind=kind, n=n),
             f"\nenum Kind {{ {', '.join(f'kind_{i}' for i in range(1, n + 1))} }}\n",
             "fixed function kind(Group): Kind\n"]
    for i in range(1, 6):
        forgetful = kind == "findings" and i == 5
        parts.append(RULE.format(i=i, check=NO_CHECK if forgetful else CHECK))
    for i in range(1, n + 1):
        parts.append(f"\nnever stranger_in_{i} = some g: Group, kid, other: User |\n  kind(g) = kind_{i} "
                     "and member(g, kid) and member(g, other) and stranger(kid, other)\n")
    return "".join(parts)


def chain(n):
    lines = [f"system family_chain_{n}", "sort User"]
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


def badges(kind, n):
    """Badge i is given to whoever has badge i - 1. Whoever is locked out loses them all and gets none."""
    all_badges = [f"badge_{i}" for i in range(1, n + 1)]
    lines = [f"system family_{kind}_{n}", "sort User", "relation locked_out(User)", "init empty locked_out"]
    for i, badge in enumerate(all_badges, 1):
        lines.append(f"relation {badge}(User)")
        lines.append(f"init empty {badge}")
        lines.append(f"rule give_{i}(u: User) {{")
        lines.append(f"  require badge_{i - 1}(u)" if i > 1 else "  require not locked_out(u)")
        lines.append(f"  add {badge}(u)")
        lines.append("}")
    lines.append("rule lock_out(u: User) {")
    lines.append("  add locked_out(u)")
    lines += [f"  remove {badge}(u)" for badge in all_badges]
    lines.append("}")
    held = " or ".join(f"{badge}(u)" for badge in (all_badges if kind == "relations" else all_badges[-1:]))
    lines.append(f"never locked_out_with_badge = some u: User | locked_out(u) and ({held})")
    return "\n".join(lines) + "\n"


FAMILIES = {"safe": gated, "flawed": gated, "chain": lambda _, n: chain(n), "relations": badges, "lemmas": badges,
            "properties": several_promises, "findings": several_promises}


def rules(family, n):
    """The rule file of this family and size, as text."""
    return FAMILIES[family](family, n)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in FAMILIES:
        sys.exit(__doc__)
    sys.stdout.write(rules(sys.argv[1], int(sys.argv[2])))
