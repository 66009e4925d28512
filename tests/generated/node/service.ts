// Plugs the messenger into the generated tests: all that a project writes by hand. Names are of both rule files.
import type { Driver, Group, Outcome, User } from "./messenger_driver";
import { Messenger } from "./messenger.mjs";

const told = (refusal: string | undefined): Outcome => ({ isAllowed: refusal === undefined, reason: refusal });

class MessengerDriver implements Driver {
  private readonly service = new Messenger(process.env.MESSENGER_POLICY === "fixed");

  befriend = (a: User, b: User) => told(this.service.befriend(a, b));
  approve = (adult: User, kid: User, friend: User) => told(this.service.approve(adult, kid, friend));
  revoke = (adult: User, kid: User, friend: User) => told(this.service.revoke(adult, kid, friend));
  block = (who: User, whom: User) => told(this.service.block(who, whom));
  unblock = (who: User, whom: User) => told(this.service.unblock(who, whom));
  createGroup = (creator: User, group: Group, invited: User[]) =>
    told(this.service.createGroup(creator, group, invited));
  addMember = (adder: User, group: Group, newcomer: User) => told(this.service.addMember(adder, group, newcomer));
  leave = (who: User, group: Group) => told(this.service.leave(who, group));
  removeChild = (adult: User, kid: User, group: Group) => told(this.service.removeChild(adult, kid, group));

  approved = (kid: User, friend: User) => this.service.approvals.has(kid, friend);
  contact = async (a: User, b: User) => this.service.contacts.has(a, b);
  blocked = (who: User, whom: User) => this.service.blocks.has(who, whom);
  member = (group: Group, user: User) => this.service.members.has(group, user);

  givenChild = (user: User) => this.service.children.add(user);
  givenParent = (adult: User, kid: User) => this.service.parents.add(adult, kid);
}

export const makeDriver = (): Driver => new MessengerDriver();
