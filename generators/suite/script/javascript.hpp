// How JavaScript and TypeScript say things. Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/suite/script/script_language.hpp"

#include <set>
#include <string>

namespace chaperone::generators::suite::script {

/// The words that mean something else in JavaScript, and `own` ones of a generated file.
std::set<std::string> javascript_words(const std::set<std::string>& own);

class JavaScript : public BracedLanguage {
public:
  std::string all(const std::string& variable, const std::string& domain, const std::string& body) const override;
  std::string any(const std::string& variable, const std::string& domain, const std::string& body) const override;
  std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const override;
  std::string number_of(const std::string& truth) const override;
  std::string equality(const std::string& left, const std::string& right) const override;
  std::string individual(const std::string& sort, const std::string& name) const override;
  std::string value(const std::string& sort, const std::string& name) const override;
  std::string set_of(const std::vector<std::string>& members) const override;
  std::string subsets(const std::string& domain) const override;
};

} // namespace chaperone::generators::suite::script
