// The messenger of tests/service, once more, in Java: with the flaw of 2019 or repaired.
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class Messenger {
  final Set<String> children = new HashSet<>();
  final Set<List<String>> parents = new HashSet<>();
  final Set<List<String>> approvals = new HashSet<>();
  final Set<List<String>> contacts = new HashSet<>();
  final Set<List<String>> blocks = new HashSet<>();
  final Set<List<String>> members = new HashSet<>();
  private final boolean isFixed;

  Messenger(boolean isFixed) {
    this.isFixed = isFixed;
  }

  static List<String> pair(String first, String second) {
    return List.of(first, second);
  }

  private boolean isStranger(String child, String other) {
    return children.contains(child) && !child.equals(other) && !approvals.contains(pair(child, other))
        && !parents.contains(pair(other, child));
  }

  private boolean areApart(String a, String b) {
    return blocks.contains(pair(a, b)) || blocks.contains(pair(b, a));
  }

  private boolean mayMeet(String a, String b) {
    return !isFixed || !(isStranger(a, b) || isStranger(b, a) || areApart(a, b));
  }

  private List<String> inside(String group) {
    return members.stream().filter(each -> each.get(0).equals(group)).map(each -> each.get(1)).toList();
  }

  private void meet(String a, String b) {
    contacts.add(pair(a, b));
    contacts.add(pair(b, a));
  }

  private void part(String who, String whom) {
    contacts.remove(pair(who, whom));
    contacts.remove(pair(whom, who));
    for (List<String> each : new ArrayList<>(members)) {
      if (each.get(1).equals(whom)) {
        members.remove(pair(each.get(0), who));
      }
    }
  }

  /** Each step gives why it was refused, or null. */
  String befriend(String a, String b) {
    if (a.equals(b) || children.contains(a) || children.contains(b) || areApart(a, b)) {
      return "not these two";
    }
    meet(a, b);
    return null;
  }

  String approve(String adult, String child, String friend) {
    if (!parents.contains(pair(adult, child)) || child.equals(friend) || areApart(child, friend)) {
      return "only a parent approves, and somebody else";
    }
    approvals.add(pair(child, friend));
    if (!children.contains(friend) || approvals.contains(pair(friend, child))) {
      meet(child, friend);
    }
    return null;
  }

  String revoke(String adult, String child, String friend) {
    if (!parents.contains(pair(adult, child)) || !approvals.remove(pair(child, friend))) {
      return "there is nothing to take back";
    }
    part(child, friend);
    return null;
  }

  String block(String who, String whom) {
    if (who.equals(whom)) {
      return "nobody blocks themselves";
    }
    blocks.add(pair(who, whom));
    part(who, whom);
    return null;
  }

  String unblock(String who, String whom) {
    return blocks.remove(pair(who, whom)) ? null : "there is no block";
  }

  String createGroup(String creator, String group, List<String> invited) {
    if (!inside(group).isEmpty()) {
      return "the group exists";
    }
    List<String> everybody = new ArrayList<>(invited);
    everybody.add(creator);
    boolean areContacts = invited.stream().allMatch(user -> contacts.contains(pair(creator, user)));
    if (!areContacts || !everybody.stream().allMatch(a -> everybody.stream().allMatch(b -> mayMeet(a, b)))) {
      return "these cannot be invited together";
    }
    everybody.forEach(user -> members.add(pair(group, user)));
    return null;
  }

  String addMember(String adder, String group, String newcomer) {
    List<String> inside = inside(group);
    boolean canBeAdded = inside.contains(adder) && !inside.contains(newcomer) && contacts.contains(pair(adder, newcomer));
    if (!canBeAdded || !inside.stream().allMatch(user -> mayMeet(user, newcomer))) {
      return "cannot be added";
    }
    members.add(pair(group, newcomer));
    return null;
  }

  String leave(String who, String group) {
    return members.remove(pair(group, who)) ? null : "not a member";
  }

  String removeChild(String adult, String child, String group) {
    return parents.contains(pair(adult, child)) ? leave(child, group) : "only a parent takes a child out";
  }
}
