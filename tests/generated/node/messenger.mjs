// The messenger of tests/service, once more, in JavaScript: with the flaw of 2019 or repaired.
export class Pairs {
  #tuples = new Map();
  add = (...places) => void this.#tuples.set(JSON.stringify(places), places);
  delete = (...places) => void this.#tuples.delete(JSON.stringify(places));
  has = (...places) => this.#tuples.has(JSON.stringify(places));
  all = () => [...this.#tuples.values()];
}

export class Messenger {
  children = new Pairs();
  parents = new Pairs();
  approvals = new Pairs();
  contacts = new Pairs();
  blocks = new Pairs();
  members = new Pairs();

  constructor(isFixed) {
    this.isFixed = isFixed;
  }

  #isStranger = (child, other) =>
    this.children.has(child) && child !== other && !this.approvals.has(child, other) && !this.parents.has(other, child);
  #areApart = (a, b) => this.blocks.has(a, b) || this.blocks.has(b, a);
  #mayMeet = (a, b) =>
    !this.isFixed || !(this.#isStranger(a, b) || this.#isStranger(b, a) || this.#areApart(a, b));
  #inside = (group) =>
    this.members
      .all()
      .filter(([place]) => place === group)
      .map(([, user]) => user);
  #meet(a, b) {
    this.contacts.add(a, b);
    this.contacts.add(b, a);
  }
  #part(who, whom) {
    this.contacts.delete(who, whom);
    this.contacts.delete(whom, who);
    for (const [group, user] of this.members.all()) if (user === whom) this.members.delete(group, who);
  }

  befriend(a, b) {
    if (a === b || this.children.has(a) || this.children.has(b) || this.#areApart(a, b)) return "not these two";
    this.#meet(a, b);
  }
  approve(adult, child, friend) {
    if (!this.parents.has(adult, child)) return "only a parent approves";
    if (child === friend || this.#areApart(child, friend)) return "there is nothing to approve";
    this.approvals.add(child, friend);
    if (!this.children.has(friend) || this.approvals.has(friend, child)) this.#meet(child, friend);
  }
  revoke(adult, child, friend) {
    if (!this.parents.has(adult, child) || !this.approvals.has(child, friend)) return "there is nothing to take back";
    this.approvals.delete(child, friend);
    this.#part(child, friend);
  }
  block(who, whom) {
    if (who === whom) return "nobody blocks themselves";
    this.blocks.add(who, whom);
    this.#part(who, whom);
  }
  unblock(who, whom) {
    if (!this.blocks.has(who, whom)) return "there is no block";
    this.blocks.delete(who, whom);
  }
  createGroup(creator, group, invited) {
    if (this.#inside(group).length > 0) return "the group exists";
    if (!invited.every((user) => this.contacts.has(creator, user))) return "only contacts can be invited";
    const everybody = [creator, ...invited];
    if (!everybody.every((a) => everybody.every((b) => this.#mayMeet(a, b)))) return "two of them may not meet";
    for (const user of everybody) this.members.add(group, user);
  }
  addMember(adder, group, newcomer) {
    const inside = this.#inside(group);
    if (!inside.includes(adder) || inside.includes(newcomer) || !this.contacts.has(adder, newcomer))
      return "cannot be added";
    if (!inside.every((user) => this.#mayMeet(user, newcomer))) return "a member may not meet them";
    this.members.add(group, newcomer);
  }
  leave(who, group) {
    if (!this.members.has(group, who)) return "not a member";
    this.members.delete(group, who);
  }
  removeChild(adult, child, group) {
    if (!this.parents.has(adult, child)) return "only a parent takes a child out";
    return this.leave(child, group);
  }
}
