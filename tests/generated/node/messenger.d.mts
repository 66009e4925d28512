export class Pairs {
  add(...places: string[]): void;
  has(...places: string[]): boolean;
}

/** What a step gives: why it was refused, or nothing. */
type Refusal = string | undefined;

export class Messenger {
  constructor(isFixed: boolean);
  readonly children: Pairs;
  readonly parents: Pairs;
  readonly approvals: Pairs;
  readonly contacts: Pairs;
  readonly blocks: Pairs;
  readonly members: Pairs;
  befriend(a: string, b: string): Refusal;
  approve(adult: string, child: string, friend: string): Refusal;
  revoke(adult: string, child: string, friend: string): Refusal;
  block(who: string, whom: string): Refusal;
  unblock(who: string, whom: string): Refusal;
  createGroup(creator: string, group: string, invited: string[]): Refusal;
  addMember(adder: string, group: string, newcomer: string): Refusal;
  leave(who: string, group: string): Refusal;
  removeChild(adult: string, child: string, group: string): Refusal;
}
