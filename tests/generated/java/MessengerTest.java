// Plugs the messenger into the generated tests: all that a project writes by hand. RULES is put in by the script that
// runs it, for the tests of launch.chap and of fixed.chap.
import java.util.Set;

class MessengerTest extends RULESTest {
  @Override
  protected RULESDriver makeDriver() {
    return new MessengerDriver(new Messenger("fixed".equals(System.getenv("MESSENGER_POLICY"))));
  }

  record MessengerDriver(Messenger service) implements RULESDriver {
    private static Outcome told(String refusal) {
      return refusal == null ? Outcome.allowed() : Outcome.refused(refusal);
    }

    public Outcome befriend(User a, User b) {
      return told(service.befriend(a.name(), b.name()));
    }

    public Outcome approve(User adult, User kid, User friend) {
      return told(service.approve(adult.name(), kid.name(), friend.name()));
    }

    public Outcome revoke(User adult, User kid, User friend) {
      return told(service.revoke(adult.name(), kid.name(), friend.name()));
    }

    public Outcome block(User who, User whom) {
      return told(service.block(who.name(), whom.name()));
    }

    public Outcome unblock(User who, User whom) {
      return told(service.unblock(who.name(), whom.name()));
    }

    public Outcome createGroup(User creator, Group group, Set<User> invited) {
      return told(service.createGroup(creator.name(), group.name(), invited.stream().map(User::name).toList()));
    }

    public Outcome addMember(User adder, Group group, User newcomer) {
      return told(service.addMember(adder.name(), group.name(), newcomer.name()));
    }

    public Outcome leave(User who, Group group) {
      return told(service.leave(who.name(), group.name()));
    }

    public Outcome removeChild(User adult, User kid, Group group) {
      return told(service.removeChild(adult.name(), kid.name(), group.name()));
    }

    public boolean approved(User kid, User friend) {
      return service.approvals.contains(Messenger.pair(kid.name(), friend.name()));
    }

    public boolean contact(User a, User b) {
      return service.contacts.contains(Messenger.pair(a.name(), b.name()));
    }

    public boolean blocked(User who, User whom) {
      return service.blocks.contains(Messenger.pair(who.name(), whom.name()));
    }

    public boolean member(Group group, User user) {
      return service.members.contains(Messenger.pair(group.name(), user.name()));
    }

    public void givenChild(User user) {
      service.children.add(user.name());
    }

    public void givenParent(User adult, User kid) {
      service.parents.add(Messenger.pair(adult.name(), kid.name()));
    }
  }
}
