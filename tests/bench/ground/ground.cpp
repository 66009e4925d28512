// Writes a rule file's instance of fixed sizes as a circuit in the binary AIGER format, for the hardware checker that
// scripts/bench compares with. Biere, "The AIGER And-Inverter Graph (AIG) Format", 2007.
// Covered by tests/bench/generators_test.py.
//
//   ground FILE PROPERTY OUTPUT [SORT=N]...      a sort that is not named has 3
//
// Prints how many frames come before the first step: 0, or 1 where the first frame chooses the start.
#include "machine.hpp"

#include "model/resolve/front_end.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <utility>

using namespace chaperone;
using bench::Bit;

namespace {

constexpr std::uint32_t usual_size = 3;

/// Numbers a machine's nodes as the format wants them: inputs, latches, conjunctions of two.
class Aiger {
public:
  explicit Aiger(const bench::Machine& machine) : machine_(machine), literal_of_(machine.circuit().size(), unset) {
    literal_of_[0] = 0;
    for (const Bit input : machine.inputs())
      literal_of_[input.node()] = fresh();
    for (const bench::Latch& latch : machine.latches())
      literal_of_[latch.now.node()] = fresh();
    first_and_ = next_;
    for (const bench::Latch& latch : machine.latches())
      reach(latch.next);
    reach(machine.bad());
  }

  void write(std::ostream& out) const {
    const auto inputs = machine_.inputs().size(), latches = machine_.latches().size();
    out << fmt::format("aig {} {} {} 1 {}\n", inputs + latches + ands_.size(), inputs, latches, ands_.size());
    for (const bench::Latch& latch : machine_.latches())
      out << (literal(latch.next) ^ (latch.now.is_negated() ? 1U : 0U)) << '\n';
    out << literal(machine_.bad()) << '\n';
    for (std::size_t i = 0; i < ands_.size(); ++i) {
      const auto [low, high] = std::minmax(ands_[i].first, ands_[i].second);
      put(out, first_and_ + 2 * static_cast<std::uint32_t>(i) - high);
      put(out, high - low);
    }
  }

private:
  static constexpr std::uint32_t unset = UINT32_MAX;

  std::uint32_t fresh() { return std::exchange(next_, next_ + 2); }
  std::uint32_t literal(Bit bit) const { return literal_of_[bit.node()] ^ (bit.is_negated() ? 1U : 0U); }

  /// Parts lie at smaller numbers, so the depth of a chain is no depth of recursion.
  void reach(Bit root) {
    std::vector<std::uint32_t> open{root.node()};
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      bool is_ready = literal_of_[node] == unset;
      if (!is_ready) {
        open.pop_back();
        continue;
      }
      for (const Bit part : machine_.circuit().parts(node))
        if (literal_of_[part.node()] == unset) {
          open.push_back(part.node());
          is_ready = false;
        }
      if (is_ready)
        literal_of_[node] = balanced(machine_.circuit().parts(node));
    }
  }

  std::uint32_t balanced(std::span<const Bit> parts) {
    if (parts.size() == 1)
      return literal(parts.front());
    const std::uint32_t left = balanced(parts.first(parts.size() / 2));
    const std::uint32_t right = balanced(parts.subspan(parts.size() / 2));
    ands_.emplace_back(left, right);
    return fresh();
  }

  /// The format's numbers: seven bits a byte, the top bit where more follow.
  static void put(std::ostream& out, std::uint32_t value) {
    for (; value >= 128; value >>= 7U)
      out.put(static_cast<char>((value & 127U) | 128U));
    out.put(static_cast<char>(value));
  }

  const bench::Machine& machine_;
  std::vector<std::uint32_t> literal_of_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ands_;
  std::uint32_t next_ = 2, first_and_ = 0;
};

std::vector<std::uint32_t> sizes(const model::System& system, int argc, char** argv) {
  std::vector<std::uint32_t> made;
  for (const model::Sort& sort : system.sorts) {
    made.push_back(sort.is_enum ? static_cast<std::uint32_t>(sort.names.size()) : usual_size);
    for (int i = 4; i < argc; ++i)
      if (const std::string given = argv[i]; given.rfind(sort.name + "=", 0) == 0)
        made.back() = static_cast<std::uint32_t>(std::stoul(given.substr(sort.name.size() + 1)));
  }
  return made;
}

int ground(int argc, char** argv) {
  const auto loaded = model::load_system(argv[1], model::read_from_disk());
  if (!loaded.system) {
    for (const auto& diagnostic : loaded.diagnostics)
      fmt::print(stderr, "{}", model::render(diagnostic, *loaded.sources, false));
    return 2;
  }
  if (!loaded.system->closures.empty())
    throw bench::Unsupported("closures are not written out");
  const auto& properties = loaded.system->properties;
  const auto property =
      std::ranges::find_if(properties, [&](const model::Property& one) { return one.name == argv[2]; });
  if (property == properties.end()) {
    fmt::print(stderr, "ground: no property `{}` in {}\n", argv[2], argv[1]);
    return 2;
  }
  const bench::Shape shape(*loaded.system, sizes(*loaded.system, argc, argv));
  const bench::Machine machine(shape, *property);
  std::ofstream out(argv[3], std::ios::binary);
  Aiger(machine).write(out);
  if (!out.flush()) {
    fmt::print(stderr, "ground: {} cannot be written\n", argv[3]);
    return 2;
  }
  fmt::print("{}\n", machine.frames_before());
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: ground FILE PROPERTY OUTPUT [SORT=N]...\n");
    return 2;
  }
  try {
    return ground(argc, argv);
  } catch (const std::exception& why) {
    fmt::print(stderr, "ground: {}: {}\n", argv[1], why.what());
    return 2;
  }
}
