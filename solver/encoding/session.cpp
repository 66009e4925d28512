// See session.hpp. Covered by tests/cli/ (interruption, time limits).
#include "solver/encoding/session_impl.hpp"

namespace chaperone::solver::encoding {

namespace {
/// Terms that quantifiers bring (witnesses above all) match further ones at once only for so many generations, and
/// later, when nothing else is left, for some more; what is older only models suggest. With Z3's 10 and 20, two
/// witnesses that bring each other fill the memory, and a question's limit is not heeded in the meantime.
constexpr int generations_at_once = 2, most_generations = 5;

/// Z3 reads these when a solver is made, and only as settings of the whole process.
void keep_generations_few() {
  static const bool are_set = [] {
    z3::set_param("smt.qi.eager_threshold", generations_at_once);
    z3::set_param("smt.qi.lazy_threshold", most_generations);
    return true;
  }();
  static_cast<void>(are_set);
}
} // namespace

Session::Impl::Impl(Settings given, std::shared_ptr<Interrupt> given_interrupt) : settings(given) {
  keep_generations_few();
  heed(std::move(given_interrupt));
}

void Session::Impl::heed(std::shared_ptr<Interrupt> from_now_on) {
  stop.reset();
  interrupt = std::move(from_now_on);
  stop.emplace(*interrupt, [this] { Z3_interrupt(context); });
}

z3::solver Session::Impl::quantified_solver(std::uint32_t resources) {
  z3::solver solver(context, z3::solver::simple());
  z3::params params(context);
  params.set("random_seed", settings.seed);
  if (resources != 0)
    params.set("rlimit", resources);
  solver.set(params);
  return solver;
}

void Session::Impl::limit_resources(z3::solver& solver, std::uint32_t most) {
  z3::params params(solver.ctx());
  params.set("rlimit", most);
  solver.set(params);
}

Session::Session(Settings settings, std::shared_ptr<Interrupt> interrupt)
    : settings_(settings), interrupt_(std::move(interrupt)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Session::Impl& Session::impl() {
  if (!impl_)
    impl_ = std::make_unique<Impl>(settings_, interrupt_);
  return *impl_;
}
void Session::limit(const Settings& settings) {
  settings_ = settings;
  if (impl_)
    impl_->settings = settings;
}
void Session::heed(std::shared_ptr<Interrupt> interrupt) {
  interrupt_ = std::move(interrupt);
  if (impl_)
    impl_->heed(interrupt_);
}

void assert_all(z3::solver& solver, const std::vector<z3::expr>& formulas) {
  for (const z3::expr& formula : formulas)
    if (!formula.is_true())
      solver.add(formula);
}

/// Z3's words for giving up, in ours.
std::string Session::Impl::reason_for(const std::string& words) const {
  if (interrupt->is_requested())
    return "interrupted";
  if (words == "canceled" || words.find("resource") != std::string::npos)
    return "Z3 came to its resource limit";
  return words.empty() ? "Z3 gave up" : "Z3 gave up: " + words;
}

Reply Session::Impl::ask(z3::solver& solver, const std::vector<z3::expr>& assumptions) const {
  if (interrupt->is_requested())
    return {Answer::unknown, "interrupted"};
  try {
    z3::expr_vector assumed(solver.ctx());
    for (const z3::expr& one : assumptions)
      if (!one.is_true())
        assumed.push_back(one);
    switch (assumed.empty() ? solver.check() : solver.check(assumed)) {
    case z3::sat:
      return {Answer::satisfiable, {}};
    case z3::unsat:
      return {Answer::unsatisfiable, {}};
    case z3::unknown:
      break;
    }
    return {Answer::unknown, reason_for(solver.reason_unknown())};
  } catch (const z3::exception& error) {
    return {Answer::unknown, reason_for(error.msg())};
  }
}

} // namespace chaperone::solver::encoding
