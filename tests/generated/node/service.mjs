// Plugs the messenger into the generated features: all that a project writes by hand.
import { Messenger } from "./messenger.mjs";

const told = (refusal) => ({ isAllowed: refusal === undefined, reason: refusal });

export function makeDriver() {
  const service = new Messenger(process.env.MESSENGER_POLICY === "fixed");
  const steps = ["befriend", "approve", "revoke", "block", "unblock", "createGroup", "addMember", "leave", "removeChild"];
  return {
    ...Object.fromEntries(steps.map((step) => [step, (...args) => told(service[step](...args))])),
    approved: service.approvals.has,
    contact: service.contacts.has,
    blocked: service.blocks.has,
    member: service.members.has,
    givenChild: service.children.add,
    givenParent: service.parents.add,
  };
}
