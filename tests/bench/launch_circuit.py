"""Messenger Kids at launch, grounded by hand for a hardware checker: specs/messenger_kids/launch.chap's promise.

usage: launch_circuit.py USERS FILE

So many users, one group, every rule of launch.chap and people.chap. The first frame chooses who is a child and whose;
each later frame is one step, so a violation in three steps is found in frame 4.
"""

import sys

from aig import Aig

RULES = ("befriend", "approve", "revoke", "block", "unblock", "create_group", "add_member", "leave", "remove_child")


class Launch:
    def __init__(self, users):
        self.n = range(users)
        self.aig = aig = Aig()
        self.started = aig.latch()
        self.child = [aig.latch() for _ in self.n]
        self.parent_chosen, self.approved, self.blocked = (self._pairs() for _ in range(3))
        self.contact = {(a, b): aig.latch() for a in self.n for b in self.n if a <= b}
        self.member = [aig.latch() for _ in self.n]
        self.rule = dict(zip(RULES, aig.decoder(len(RULES))))
        self.x, self.y, self.z = (aig.decoder(users) for _ in range(3))
        self.invited = [aig.input() for _ in self.n]
        self._set_people()
        self._take_steps()
        aig.bad = aig.all_of([self.started, self._child_meets_stranger()])

    def _pairs(self):
        return {(a, b): self.aig.latch() for a in self.n for b in self.n}

    def are_contacts(self, a, b):
        return self.contact[min(a, b), max(a, b)]

    def parent(self, a, k):
        """The assumption of people.chap, built in: only grown-ups are parents, and only of children."""
        return self.aig.all_of([self.parent_chosen[a, k], self.child[k], self.child[a] ^ 1])

    def at(self, first, second, relation):
        """The value of a relation, given as a function of two users, for those that two decoders choose."""
        both, any_of = self.aig.both, self.aig.any_of
        return any_of([both(both(first[a], second[b]), relation(a, b)) for a in self.n for b in self.n])

    def of(self, chosen, values):
        return self.aig.any_of([self.aig.both(c, v) for c, v in zip(chosen, values)])

    def _set_people(self):
        aig = self.aig
        for latch in [*self.child, *self.parent_chosen.values()]:
            chosen = aig.input()
            aig.set_next(latch, aig.either(aig.both(self.started, latch), aig.both(self.started ^ 1, chosen)))
        aig.set_next(self.started, 1)

    def _requirements(self):
        """For each rule, true where it is taken. x, y, z are its parameters in order."""
        at, of, all_of, any_of, both = self.at, self.of, self.aig.all_of, self.aig.any_of, self.aig.both
        x, y, z = self.x, self.y, self.z

        def same(a, b):
            return any_of([both(c, d) for c, d in zip(a, b)])

        def apart(a, b):
            return self.aig.either(self.blocked[a, b], self.blocked[b, a])

        is_parent = at(x, y, self.parent)
        needs = {
            "befriend": [same(x, y) ^ 1, of(x, self.child) ^ 1, of(y, self.child) ^ 1, at(x, y, apart) ^ 1],
            "approve": [is_parent, same(z, y) ^ 1, at(y, z, apart) ^ 1],
            "revoke": [is_parent, at(y, z, lambda k, f: self.approved[k, f])],
            "block": [same(x, y) ^ 1],
            "unblock": [at(x, y, lambda a, b: self.blocked[a, b])],
            "create_group": [any_of(self.member) ^ 1] + [
                both(self.invited[u], of(x, [self.are_contacts(a, u) for a in self.n]) ^ 1) ^ 1 for u in self.n],
            "add_member": [of(x, self.member), of(y, self.member) ^ 1, at(x, y, self.are_contacts)],
            "leave": [of(x, self.member)],
            "remove_child": [is_parent, of(y, self.member)],
        }
        return {rule: all_of([self.started, self.rule[rule], *needs[rule]]) for rule in RULES}

    def _update(self, latch, added, removed):
        aig = self.aig
        aig.set_next(latch, aig.either(aig.both(latch, aig.any_of(removed) ^ 1), aig.any_of(added)))

    def _take_steps(self):
        aig, both, all_of = self.aig, self.aig.both, self.aig.all_of
        x, y, z, taken = self.x, self.y, self.z, self._requirements()
        approves, revokes = taken["approve"], taken["revoke"]
        for k in self.n:
            for f in self.n:
                here = both(y[k], z[f])
                self._update(self.approved[k, f], [both(approves, here)], [both(revokes, here)])
                there = both(x[k], y[f])
                self._update(self.blocked[k, f], [both(taken["block"], there)], [both(taken["unblock"], there)])
        for a, b in self.contact:
            added, removed = [], []
            for one, other in {(a, b), (b, a)}:
                added.append(all_of([taken["befriend"], x[one], y[other]]))
                agreed = aig.either(self.child[other] ^ 1, self.approved[other, one])
                added.append(all_of([approves, y[one], z[other], agreed]))
                removed.append(all_of([revokes, y[one], z[other]]))
                removed.append(all_of([taken["block"], x[one], y[other]]))
            self._update(self.contact[a, b], added, removed)
        for u in self.n:
            added = [all_of([taken["create_group"], aig.either(x[u], self.invited[u])]),
                     both(taken["add_member"], y[u])]
            removed = [all_of([revokes, y[u], self.of(z, self.member)]),
                       all_of([taken["block"], x[u], self.of(y, self.member)]),
                       both(taken["leave"], x[u]), both(taken["remove_child"], y[u])]
            self._update(self.member[u], added, removed)

    def _child_meets_stranger(self):
        return self.aig.any_of([
            self.aig.all_of([self.member[k], self.member[o], self.child[k], self.approved[k, o] ^ 1,
                             self.parent(o, k) ^ 1])
            for k in self.n for o in self.n if k != o])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Launch(int(sys.argv[1])).aig.write(sys.argv[2])
