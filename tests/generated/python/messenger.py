"""The messenger of tests/service, once more, in Python: with the flaw of 2019 or repaired."""


class Messenger:
    def __init__(self, is_fixed):
        self.is_fixed = is_fixed
        self.children, self.parents = set(), set()
        self.approvals, self.contacts, self.blocks, self.members = set(), set(), set(), set()

    def _is_stranger(self, child, other):
        return (
            child in self.children
            and child != other
            and (child, other) not in self.approvals
            and (other, child) not in self.parents
        )

    def _are_apart(self, a, b):
        return (a, b) in self.blocks or (b, a) in self.blocks

    def _may_meet(self, a, b):
        return not self.is_fixed or not (
            self._is_stranger(a, b) or self._is_stranger(b, a) or self._are_apart(a, b)
        )

    def _end_contact(self, a, b):
        self.contacts -= {(a, b), (b, a)}

    def _leave_shared_groups(self, who, other):
        shared = {group for group, member in self.members if member == other}
        self.members -= {(group, who) for group in shared}

    def people_in(self, group):
        return {member for place, member in self.members if place == group}

    def befriend(self, a, b):
        if a == b or a in self.children or b in self.children or self._are_apart(a, b):
            return "they cannot befriend each other"
        self.contacts |= {(a, b), (b, a)}

    def approve(self, adult, child, friend):
        if (adult, child) not in self.parents:
            return "only a parent approves"
        if child == friend or self._are_apart(child, friend):
            return "there is nothing to approve"
        self.approvals.add((child, friend))
        if friend not in self.children or (friend, child) in self.approvals:
            self.contacts |= {(child, friend), (friend, child)}

    def revoke(self, adult, child, friend):
        if (adult, child) not in self.parents or (child, friend) not in self.approvals:
            return "there is nothing to take back"
        self.approvals.discard((child, friend))
        self._end_contact(child, friend)
        self._leave_shared_groups(child, friend)

    def block(self, who, whom):
        if who == whom:
            return "nobody blocks themselves"
        self.blocks.add((who, whom))
        self._end_contact(who, whom)
        self._leave_shared_groups(who, whom)

    def unblock(self, who, whom):
        if (who, whom) not in self.blocks:
            return "there is no block"
        self.blocks.discard((who, whom))

    def create_group(self, creator, group, invited):
        if self.people_in(group):
            return "the group exists"
        everybody = {creator, *invited}
        if any((creator, person) not in self.contacts for person in invited):
            return "only contacts can be invited"
        if not all(self._may_meet(a, b) for a in everybody for b in everybody):
            return "two of them may not be in one group"
        self.members |= {(group, person) for person in everybody}

    def add_member(self, adder, group, newcomer):
        inside = self.people_in(group)
        if adder not in inside or newcomer in inside or (adder, newcomer) not in self.contacts:
            return "cannot be added"
        if not all(self._may_meet(person, newcomer) for person in inside):
            return "a member may not be in one group with them"
        self.members.add((group, newcomer))

    def leave(self, who, group):
        if (group, who) not in self.members:
            return "not a member"
        self.members.discard((group, who))

    def remove_child(self, adult, child, group):
        if (adult, child) not in self.parents:
            return "only a parent takes a child out"
        return self.leave(child, group)
