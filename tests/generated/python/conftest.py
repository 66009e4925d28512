"""Plugs the messenger into the generated tests: all that a project writes by hand."""
import os

import pytest
from messenger import Messenger

if os.environ["MESSENGER_RULES"] == "fixed":
    from messenger_kids_fixed_driver import Driver, Outcome
else:
    from messenger_kids_driver import Driver, Outcome


def told(refusal):
    return Outcome(refusal is None, refusal or "")


class MessengerDriver(Driver):
    def __init__(self, is_fixed):
        self.service = Messenger(is_fixed)

    def befriend(self, a, b):
        return told(self.service.befriend(a.name, b.name))

    def approve(self, adult, kid, friend):
        return told(self.service.approve(adult.name, kid.name, friend.name))

    def revoke(self, adult, kid, friend):
        return told(self.service.revoke(adult.name, kid.name, friend.name))

    def block(self, who, whom):
        return told(self.service.block(who.name, whom.name))

    def unblock(self, who, whom):
        return told(self.service.unblock(who.name, whom.name))

    def create_group(self, creator, group, invited):
        return told(self.service.create_group(creator.name, group.name, {user.name for user in invited}))

    def add_member(self, adder, group, newcomer):
        return told(self.service.add_member(adder.name, group.name, newcomer.name))

    def leave(self, who, group):
        return told(self.service.leave(who.name, group.name))

    def remove_child(self, adult, kid, group):
        return told(self.service.remove_child(adult.name, kid.name, group.name))

    def approved(self, kid, friend):
        return (kid.name, friend.name) in self.service.approvals

    def contact(self, a, b):
        return (a.name, b.name) in self.service.contacts

    def blocked(self, who, whom):
        return (who.name, whom.name) in self.service.blocks

    def member(self, group, user):
        return (group.name, user.name) in self.service.members

    def given_child(self, user):
        self.service.children.add(user.name)

    def given_parent(self, adult, kid):
        self.service.parents.add((adult.name, kid.name))


@pytest.fixture
def service():
    return MessengerDriver(os.environ["MESSENGER_POLICY"] == "fixed")
