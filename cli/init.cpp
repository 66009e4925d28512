// chaperone init [FILE]: a first rule file, with a comment on each part.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace chaperone::cli {
namespace {

constexpr std::string_view first_rules =
    R"(// A first rule file: who may see what is shared. Change it into rules of your own.
// The language is described in docs/language.md.
system sharing

// Kinds of individuals. The names are those that stories use first.
sort Person named Ann, Bob, Cal
sort Document

// What may be true, and change. `fixed` facts never change.
fixed relation owner(Person, Document)
relation reader(Person, Document)

// Formulas with a name.
define may_read(who: Person, what: Document) = owner(who, what) or reader(who, what)

// What always holds of the world, and how it is at the start.
assume all d: Document | one p: Person | owner(p, d)
init empty reader

// What people can do. A rule is refused unless each of its requirements holds.
rule share(by: Person, what: Document, with: Person) "{by} shares {what} with {with}" {
  require may_read(by, what) else "only readers can share"
  add reader(with, what)
}

rule unshare(by: Person, what: Document, with: Person) "{by} takes {what} back from {with}" {
  require owner(by, what) else "only the owner takes back"
  remove reader(with, what)
}

/// Only an owner decides who reads. These rules break it: `chaperone check` shows how.
// To repair them, let `share` require `owner(by, what)`.
never shared_by_others = some p, q: Person, d: Document | did share(p, d, q) and not owner(p, d)

/// Owners stay able to take back what was shared.
always owners_take_back = all p, q: Person, d: Document | owner(p, d) implies can unshare(p, d, q)

/// The rules are of use: somebody else can come to read.
possible somebody_reads = some p: Person, d: Document | may_read(p, d) and not owner(p, d)
)";

} // namespace

int run_init(const Settings& settings, Console& console) {
  const std::string file = settings.files.empty() ? "rules.chap" : settings.files.front();
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) {
    complain(console, fmt::format("{} is there already, and is left as it is", model::visible(file)));
    return bad_input;
  }
  std::string told;
  if (!write_together({{file, std::string(first_rules)}}, told, console))
    return bad_input;
  console.out(told);
  console.out(fmt::format("next: chaperone check {}\n", model::visible(file)));
  return all_well;
}

} // namespace chaperone::cli
