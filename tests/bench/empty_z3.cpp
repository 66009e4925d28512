// The unit in which scripts/bench measures: a program that links Z3 and checks one
// variable. Whatever uses Z3 pays at least this.
#include <z3++.h>

int main() {
  z3::context context;
  z3::solver solver(context);
  solver.add(context.bool_const("p"));
  return solver.check() == z3::sat ? 0 : 1;
}
