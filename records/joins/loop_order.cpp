#include "records/joins/loop_order.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace chaperone::records {

namespace {

constexpr std::size_t most_for_all_orders = 8;

/// Which tables have been gone through, and what that comes to.
struct Prefix {
  std::vector<bool> done;
  std::vector<std::size_t> order;
  double rows = 1; ///< that go on from here
  double cost = 0;
};

class Ordering {
public:
  explicit Ordering(const std::vector<Looped>& tables) : tables_(tables) {
    for (const Looped& table : tables_)
      for (const Looped::Column& column : table.columns)
        if (column.binds)
          values_[*column.binds] = std::max({values_[*column.binds], column.different, 1.0});
  }

  LoopOrder best() const {
    Prefix start{std::vector<bool>(tables_.size()), {}, 1, 0};
    ask_what_is_bound(start);
    return tables_.size() <= most_for_all_orders ? of_all_orders(std::move(start)) : fewest_next(std::move(start));
  }

private:
  bool is_bound(const Prefix& prefix, std::uint32_t variable) const {
    return std::ranges::any_of(prefix.order, [&](std::size_t table) {
      return std::ranges::any_of(tables_[table].columns, [&](const auto& column) { return column.binds == variable; });
    });
  }

  /// Rows of the table for each that goes on.
  double rows_of(const Prefix& prefix, const Looped& table) const {
    double rows = table.rows;
    std::set<std::uint32_t> bound_here;
    for (const Looped::Column& column : table.columns)
      if (!column.binds)
        rows /= std::max(column.different, 1.0);
      else if (is_bound(prefix, *column.binds) || !bound_here.insert(*column.binds).second)
        rows /= values_.at(*column.binds);
    return rows;
  }

  void ask_what_is_bound(Prefix& prefix) const {
    for (std::size_t table = 0; table < tables_.size(); ++table)
      if (!prefix.done[table] && std::ranges::all_of(tables_[table].columns, [&](const Looped::Column& column) {
            return !column.binds || is_bound(prefix, *column.binds);
          })) {
        prefix.rows *= rows_of(prefix, tables_[table]);
        prefix.done[table] = true;
        prefix.order.push_back(table);
      }
  }

  Prefix with(const Prefix& prefix, std::size_t table) const {
    Prefix made = prefix;
    made.rows *= rows_of(prefix, tables_[table]);
    made.cost += made.rows;
    made.done[table] = true;
    made.order.push_back(table);
    ask_what_is_bound(made);
    return made;
  }

  LoopOrder of_all_orders(Prefix start) const {
    // How many rows go on depends on which tables were gone through, not on their order: of each set, the cheapest.
    std::map<std::size_t, std::map<std::vector<bool>, Prefix>> by_size;
    by_size[start.order.size()].emplace(start.done, std::move(start));
    for (std::size_t size = 0; size < tables_.size(); ++size)
      for (const auto& [done, prefix] : by_size[size])
        for (std::size_t table = 0; table < tables_.size(); ++table)
          if (!done[table]) {
            Prefix next = with(prefix, table);
            auto& of_size = by_size[next.order.size()];
            const auto known = of_size.find(next.done);
            if (known == of_size.end())
              of_size.emplace(next.done, std::move(next));
            else if (next.cost < known->second.cost)
              known->second = std::move(next);
          }
    const Prefix& whole = by_size.at(tables_.size()).begin()->second;
    return {whole.order, whole.cost};
  }

  LoopOrder fewest_next(Prefix prefix) const {
    while (prefix.order.size() < tables_.size()) {
      std::size_t next = 0;
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t table = 0; table < tables_.size(); ++table)
        if (!prefix.done[table] && rows_of(prefix, tables_[table]) < least) {
          least = rows_of(prefix, tables_[table]);
          next = table;
        }
      prefix = with(prefix, next);
    }
    return {prefix.order, prefix.cost};
  }

  const std::vector<Looped>& tables_;
  std::map<std::uint32_t, double> values_; ///< that a variable is taken to have
};

} // namespace

LoopOrder loop_order(const std::vector<Looped>& tables) {
  return Ordering(tables).best();
}

} // namespace chaperone::records
