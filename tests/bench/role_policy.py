"""Writes administrative role policies (ARBAC) of a chosen size as rule files, for scripts/bench.

usage: role_policy.py [--roles N] [--rules N] [--users N] [--seed N] [--goal all|safe|chained|0..6]
                      [--form roles|relations] [-o FILE]

The shape is that of the published case studies (Sandhu et al., "The ARBAC97 model", 1999; Stoller et al., "Efficient
policy analysis for administrative role based access control", 2007): can_assign rules name an administrative role,
roles that the user must have and roles that the user must not have; can_revoke rules name an administrative role. The
users are fixed. What is asked is whether anybody can ever hold the goal role. Every goal's answer is known from how
the policy is built, whatever the seed:

0..6      reachable in exactly so many steps. The roles `ladder_*` are assigned by the rules of `ladder()` alone,
          and one user starts with the base role and nothing else.
safe      unreachable: needs two roles that exclude each other.
chained   unreachable: needs a role that needs a role ... that needs the one of `safe`.

The remaining rules are drawn at random; they assign and revoke filler roles, whose preconditions may be any roles, and
the ladder's rules look at filler roles too. Same seed, same bytes.
"""

import argparse
import random
import sys
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Assign:
    admin: str
    needs: tuple
    forbids: tuple
    target: str


@dataclass(frozen=True)
class Revoke:
    admin: str
    target: str


@dataclass
class Policy:
    name: str
    users: list
    roles: list
    rules: list
    start: dict = field(default_factory=dict)  # role -> users that have it at the start
    goals: dict = field(default_factory=dict)  # goal's name -> (role, steps, or None where unreachable)


BASE = "employee"
ADMINS = ("officer", "manager", "clerk")
# Goal 3 branches off behind ladder_2; goal 4 has to give ladder_1 back first.
LADDER = ("ladder_1", "ladder_2", "ladder_branch", "ladder_3", "ladder_4", "ladder_5")
APART = ("buyer", "auditor")
CHAINED = ("sealed_1", "sealed_2", "sealed_3", "sealed_4")
GOALS = {"0": (BASE, 0), "1": ("ladder_1", 1), "2": ("ladder_2", 2), "3": ("ladder_branch", 3), "4": ("ladder_3", 4),
         "5": ("ladder_4", 5), "6": ("ladder_5", 6), "safe": ("sealed_1", None), "chained": ("sealed_4", None)}
SMALLEST = len((BASE,) + ADMINS + LADDER + APART + CHAINED) + 4


def ladder(some_fillers):
    """The rules that alone assign or revoke the ladder and the sealed roles. `some_fillers()` draws filler roles."""
    one, two, branch, three, four, five = LADDER
    buyer, auditor = APART
    yield Assign("officer", (BASE,), some_fillers(), one)
    yield Assign("manager", (one,), some_fillers(), two)
    yield Assign("clerk", (two,), some_fillers(), branch)
    yield Revoke("officer", one)
    yield Assign("manager", (two,), (one, *some_fillers()), three)
    yield Assign("clerk", (three, BASE), some_fillers(), four)
    yield Assign("officer", (four,), some_fillers(), five)
    yield Assign("manager", (BASE,), (auditor,), buyer)
    yield Assign("clerk", (BASE,), (buyer,), auditor)
    yield Revoke("manager", buyer)
    yield Revoke("clerk", auditor)
    yield Assign("officer", (buyer, auditor), (), CHAINED[0])
    for before, after in zip(CHAINED, CHAINED[1:]):
        yield Assign("officer", (before,), some_fillers(), after)


def generate(roles, rules, users, seed):
    """A policy of this size; at least `SMALLEST` roles, 20 rules and 4 users."""
    rng = random.Random(f"{seed}/{roles}/{rules}/{users}")
    named = [BASE, *ADMINS, *LADDER, *APART, *CHAINED]
    fillers = [f"filler_{i}" for i in range(1, roles - len(named) + 1)]
    everyone = [f"u{i}" for i in range(1, users + 1)]
    policy = Policy(f"policy_{roles}_{rules}_{users}_{seed}", everyone, named + fillers, [])

    def some_fillers():
        return tuple(sorted(rng.sample(fillers, rng.randint(0, 2))))

    made = list(ladder(some_fillers))
    # Administrators are made and dismissed too, but the last officer is never dismissed.
    made += [Assign("officer", (BASE,), some_fillers(), "manager"), Assign("officer", (), some_fillers(), "clerk"),
             Revoke("officer", "manager"), Revoke("officer", "clerk")]
    seen = set(made)
    while len(made) < rules:
        admin, target = rng.choice(ADMINS), rng.choice(fillers)
        if rng.random() < 0.25:
            rule = Revoke(admin, target)
        else:
            others = [role for role in policy.roles if role != target]
            drawn = rng.sample(others, rng.randint(0, 4))
            needs = tuple(sorted(drawn[::2]))
            rule = Assign(admin, needs, tuple(sorted(drawn[1::2])), target)
        if rule not in seen:
            seen.add(rule)
            made.append(rule)
    rng.shuffle(made)
    policy.rules = made

    # The last user starts with the base role alone; everybody else has some filler roles as well.
    policy.start = {role: [] for role in policy.roles}
    policy.start[BASE] = list(everyone)
    for admin, user in zip(ADMINS, everyone):
        policy.start[admin].append(user)
    for user in everyone[:-1]:
        for role in rng.sample(fillers, rng.randint(0, min(3, len(fillers)))):
            policy.start[role].append(user)
    policy.goals = dict(GOALS)
    return policy


def listed(names):
    return "{" + ", ".join(names) + "}"


def broken_lines(items, indent):
    """Comma-separated, at most some hundred characters a line."""
    lines, line = [], indent
    for i, item in enumerate(items):
        piece = item + ("" if i + 1 == len(items) else ", ")
        if len(line) + len(piece) > 110:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return "\n".join(lines + [line])


def as_rules(policy, goals, one_relation):
    """The policy as a rule file. `one_relation`: has(User, Role) with an enum of roles; otherwise a relation a role."""
    def has(user, role):
        return f"has({user}, {role})" if one_relation else f"has_{role}({user})"

    out = [f"system {policy.name}", ""]
    for name in goals:
        steps = policy.goals[name][1]
        out.append(f"//! nobody_gets_{name}: {'proved' if steps is None else f'violated {steps}'}")
    out += ["", "enum User {", broken_lines(policy.users, "  "), "}"]
    if one_relation:
        out += ["enum Role {", broken_lines(policy.roles, "  "), "}", "relation has(User, Role)"]
        starts = [f"r = {role} and u in {listed(policy.start[role])}" if policy.start[role] != policy.users
                  else f"r = {role}" for role in policy.roles if policy.start[role]]
        out += ["init all u: User, r: Role | has(u, r) iff", "  " + "\n  or ".join(starts)]
    else:
        for role in policy.roles:
            out.append(f"relation has_{role}(User)")
            start = policy.start[role]
            if not start:
                out.append(f"init empty has_{role}")
            elif start == policy.users:
                out.append(f"init all u: User | has_{role}(u)")
            else:
                out.append(f"init all u: User | has_{role}(u) iff u in {listed(start)}")
    out.append("")
    for i, rule in enumerate(policy.rules, 1):
        kind = "assign" if isinstance(rule, Assign) else "revoke"
        told = f"makes {{whom}} {rule.target}" if kind == "assign" else f"takes {rule.target} from {{whom}}"
        out.append(f'rule {kind}_{i}(by, whom: User) "{{by}} {told}" {{')
        out.append(f"  require {has('by', rule.admin)}")
        if kind == "assign":
            wanted = [has("whom", role) for role in rule.needs] + [f"not {has('whom', role)}" for role in rule.forbids]
            if wanted:
                out.append(f"  require {' and '.join(wanted)}")
        out.append(f"  {'add' if kind == 'assign' else 'remove'} {has('whom', rule.target)}")
        out.append("}")
    out.append("")
    for name in goals:
        out.append(f"never nobody_gets_{name} = some u: User | {has('u', policy.goals[name][0])}")
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, default=34)
    parser.add_argument("--rules", type=int, default=418)
    parser.add_argument("--users", type=int, default=102)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--goal", default="all", choices=["all", *GOALS])
    parser.add_argument("--form", default="roles", choices=["roles", "relations"])
    parser.add_argument("-o", "--output")
    wanted = parser.parse_args()
    if wanted.roles < SMALLEST or wanted.rules < 20 or wanted.users < 4:
        parser.error(f"at least {SMALLEST} roles, 20 rules and 4 users")
    policy = generate(wanted.roles, wanted.rules, wanted.users, wanted.seed)
    text = as_rules(policy, list(GOALS) if wanted.goal == "all" else [wanted.goal], wanted.form == "roles")
    if wanted.output:
        with open(wanted.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
