// Programs that are asked: what counts as an answer, and what does not.
#include "generators/certificates/outside_solver.hpp"
#include "model/rules/formula.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace chaperone::certificates;

namespace {

std::string in_words(const SolverAnswer& said) {
  return std::visit(chaperone::model::overload{
                        [](Said it) {
                          return std::string(it == Said::unsat ? "unsat" : it == Said::sat ? "sat" : "unknown");
                        },
                        [](CutShort) { return std::string("cut short"); },
                        [](const NoAnswer& it) { return "it " + it.why; },
                    },
                    said);
}

/// What a command says of a file that holds `text`, in words.
std::string answer(
    const std::string& command, const std::string& text = "", int limit = 5000,
    const std::function<bool()>& is_stopped = [] { return false; }) {
  std::signal(SIGPIPE, SIG_IGN);
  const chaperone::tests::TemporaryFolder folder;
  const std::string file = folder.file("it's a question.smt2", text);
  return in_words(OutsideSolver(command).start(file, 1, is_stopped).next(std::chrono::milliseconds(limit)));
}

/// What it says to so many questions, until it is of no more use.
std::vector<std::string> answers(const std::string& command, std::size_t questions, const std::string& text = "") {
  std::signal(SIGPIPE, SIG_IGN);
  const chaperone::tests::TemporaryFolder folder;
  SolverRun run = OutsideSolver(command).start(folder.file("questions.smt2", text), questions, [] { return false; });
  std::vector<std::string> result;
  while (!run.is_over())
    result.push_back(in_words(run.next(std::chrono::seconds(command.find("sleep") == std::string::npos ? 10 : 1))));
  return result;
}

} // namespace

TEST_CASE("z3 and cvc5 answer a file") {
  for (const char* solver : {"z3", "cvc5"}) {
    INFO(solver);
    CHECK(answer(solver, "(set-logic UF)(assert false)(check-sat)") == "unsat");
    CHECK(answer(solver, "(set-logic UF)(assert true)(check-sat)") == "sat");
    CHECK(answer(solver, "(set-logic UF)(assert nonsense)(check-sat)").starts_with("it complains: (error"));
  }
}

TEST_CASE("cvc5 is asked in the way that finds instances which no term matches") {
  // There is no term of the sort at all, and so nothing that a pattern could match.
  CHECK(answer("cvc5", "(set-logic UF)(declare-sort U 0)(declare-fun p (U) Bool)(declare-fun q (U) Bool)"
                       "(assert (forall ((x U)) (or (p x) (q x))))(assert (forall ((x U) (y U)) (not (p x))))"
                       "(assert (forall ((x U)) (not (q x))))(check-sat)") == "unsat");
}

TEST_CASE("an answer is one line of standard output, and nothing stands around it") {
  const std::string expected = "where only `unsat`, `sat` or `unknown` is expected";
  CHECK(answer("echo 'WARNING: old'; echo unsat; true") == "it said `WARNING: old`, " + expected);
  CHECK(answer("echo unsat; echo 'but who knows'; true") == "it said `but who knows`, " + expected);
  CHECK(answer("printf unsat; printf ' \\n'; true") == "it said `unsat `, " + expected);
  CHECK(answer("echo 'WARNING: old' >&2; echo unsat; true") == "unsat");
  CHECK(answer("printf 'unknown\\r\\n'; true") == "unknown");
  CHECK(answer("echo it is unsat; true") == "it said `it is unsat`, " + expected);
  CHECK(answer("echo unsat; echo sat; true") == "it answered more than once");
  CHECK(answer("true") == "it said nothing");
}

TEST_CASE("what is said on standard error is no answer, and told where there is none") {
  CHECK(answer("echo unsat >&2; true") == "it said nothing: unsat");
  CHECK(answer("echo unsat >&2; echo unsat") != "unsat");
  CHECK(answer("echo unsat >&2; echo sat; true") == "sat");
  CHECK(answer("echo no licence >&2; exit 3;") == "it ended with exit code 3: no licence");
  CHECK(answer("if; true").starts_with("it ended with exit code 2: sh: "));
  CHECK(answers("echo unsat; echo well; echo unsat; true", 2).back().starts_with("it said `well`"));
}

TEST_CASE("an answer beside a complaint, or of a solver that failed, is none") {
  CHECK(answer("echo '(error \"line 1\")'; echo unsat; true") == "it complains: (error \"line 1\")");
  CHECK(answer("echo unsat; false") == "it ended with exit code 1");
  CHECK(answer("echo unsat; kill -SEGV $$; true").starts_with("it ended with signal 11"));
}

TEST_CASE("several questions in one file are answered one by one") {
  const std::string open = "(set-logic UF)(declare-sort U 0)(declare-fun p (U) Bool)(declare-const x U)(assert (p x))";
  for (const char* solver : {"z3", "cvc5"}) {
    INFO(solver);
    CHECK(OutsideSolver(solver).takes_several());
    CHECK(answers(solver, 3,
                  open + "(check-sat)\n(reset)\n" + open + "(assert (not (p x)))(check-sat)\n(reset)\n" + open +
                      "(check-sat)\n") == std::vector<std::string>{"sat", "unsat", "sat"});
  }
  CHECK(!OutsideSolver("cat").takes_several());
}

TEST_CASE("the first question that has no answer is the last") {
  using Answers = std::vector<std::string>;
  CHECK(answers("echo unsat; echo '(error \"line 2\")'; echo unsat; true", 3) ==
        Answers{"unsat", "it complains: (error \"line 2\")"});
  CHECK(answers("echo unsat; echo sat; true", 3) == Answers{"unsat", "sat", "it said nothing"});
  CHECK(answers("echo unsat; echo sat; echo sat; true", 2) == Answers{"unsat", "it answered more than once"});
  CHECK(answers("echo unsat; kill -SEGV $$; true", 2).back().starts_with("it ended with signal 11"));
  CHECK(answers("echo unsat; sleep 60;", 2) == Answers{"unsat", "cut short"});
}

TEST_CASE("a program that is not there is said") {
  CHECK(answer("no-such-solver").starts_with("it ended with exit code 127: "));
}

TEST_CASE("a solver that takes too long, is stopped or never ends its talk is cut short") {
  const auto start = std::chrono::steady_clock::now();
  CHECK(answer("sleep 60;", "", 200) == "cut short");
  CHECK(answer("sleep 60;", "", 60'000, [] { return true; }) == "cut short");
  CHECK(answer("yes", "", 60'000) == "it talks on and on");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("what a program prints is shown without control characters") {
  CHECK(answer("printf 'a\\033[31mb\\n'; true") ==
        "it said `a\\u{1b}[31mb`, where only `unsat`, `sat` or `unknown` is expected");
}
