// See cucumber_machinery.hpp.
#include "generators/suite/gherkin/cucumber_machinery.hpp"

namespace chaperone::generators::suite::gherkin {

const char* const cucumber_machinery = R"js(
const key = (symbol, places) => {
  const inOrder = places.map((place) => (Array.isArray(place) ? [...place].sort() : place));
  return JSON.stringify(symbol.symmetric ? inOrder.sort() : inOrder);
};
const total = (all, count) => all.reduce((sum, each) => sum + count(each), 0);
const subsets = (all) => all.reduce((sets, each) => [...sets, ...sets.map((set) => [...set, each])], [[]]);
/** All that may stand in a place: individuals, or sets of them. */
const everyone = (facts, sort) =>
  sort.startsWith("set of ") ? subsets(facts[people[sort.slice("set of ".length)]]) : facts[people[sort]];
/** Every list of individuals for these sorts. */
const everyPlace = (facts, sorts) =>
  sorts.reduce((lists, sort) => lists.flatMap((list) => everyone(facts, sort).map((each) => [...list, each])), [[]]);

/** What is true in a scenario: who is there, what was given, and what the service answers about them. */
class Facts {
  relations = Object.fromEntries(Object.keys(relations).map((name) => [name, new Map()]));
  functions = Object.fromEntries(Object.keys(functions).map((name) => [name, new Map()]));
  constructor() {
    for (const sort of Object.keys(people)) this[people[sort]] = [...(values[sort] ?? [])];
  }
  has = (name, ...places) => this.relations[name].has(key(relations[name], places));
  value = (name, ...places) => this.functions[name].get(key(functions[name], places));
  put(name, places, holds) {
    if (holds) this.relations[name].set(key(relations[name], places), places);
    else this.relations[name].delete(key(relations[name], places));
  }
  set = (name, places, value) => this.functions[name].set(key(functions[name], places), value);
  copy() {
    const result = new Facts();
    for (const field of Object.values(people)) result[field] = [...this[field]];
    for (const name in relations) this.relations[name].forEach((places) => result.put(name, places, true));
    for (const name in functions)
      this.functions[name].forEach((value, places) => result.functions[name].set(places, value));
    return result;
  }
  async setUp(service) {
    for (const [name, symbol] of Object.entries(relations))
      if (symbol.given) for (const places of this.relations[name].values()) await service[symbol.given](...places);
    for (const [name, symbol] of Object.entries(functions))
      for (const places of everyPlace(this, symbol.places)) {
        if (this.value(name, ...places) === undefined) this.set(name, places, this[people[symbol.result]][0]);
        if (symbol.given) await service[symbol.given](...places, this.value(name, ...places));
      }
  }
  async ask(service) {
    for (const [name, symbol] of Object.entries(relations)) {
      if (symbol.asked || symbol.aboutSteps) this.relations[name].clear();
      if (symbol.asked)
        for (const places of everyPlace(this, symbol.places))
          if (await service[symbol.asked](...places)) this.put(name, places, true);
    }
    for (const [name, symbol] of Object.entries(functions))
      if (symbol.asked)
        for (const places of everyPlace(this, symbol.places))
          this.set(name, places, await service[symbol.asked](...places));
    for (const name in closures) this.close(name);
  }
  /** What one reaches over one step, and over two ways that are known. */
  close(name) {
    const all = everyone(this, relations[name].places[0]);
    this.relations[name].clear();
    for (const from of all) for (const to of all) if (closures[name](this, from, to)) this.put(name, [from, to], true);
    for (const over of all)
      for (const from of all)
        for (const to of all)
          if (this.has(name, from, over) && this.has(name, over, to)) this.put(name, [from, to], true);
  }
  /** Notes what is asked of the past: what is true now, or what has come of the last step. */
  note(isAboutSteps, before) {
    for (const [name, memory] of Object.entries(memories))
      if (memory.isAboutSteps === isAboutSteps)
        for (const places of everyPlace(this, relations[name].places))
          this.put(name, places, memory.holds(this, ...places, before));
  }
  told() {
    const result = {};
    for (const [name, symbol] of Object.entries(relations))
      if (!symbol.aboutSteps && !symbol.kept) result[name] = [...this.relations[name].keys()].sort();
    for (const name in functions) result[name] = [...this.functions[name]].sort();
    return result;
  }
}

const names = (list) => [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
const list = '((?:"[^"]*"(?:, )?)*)';
const sentence = (...parts) => new RegExp("^" + parts.join("") + "$");
const relation = `(${Object.keys(relations).join("|") || "(?!)"})`;
const functionName = `(${Object.keys(functions).join("|") || "(?!)"})`;

/** Tries a step, and remembers it for promises about steps. A refused one changes nothing and is none of the run. */
async function attempt(world, rule, did, args) {
  const remembers = Object.keys(memories).length > 0;
  if (remembers || Object.values(promises).some((promise) => promise.isAboutSteps)) {
    await world.now.ask(world.service);
    world.now.note(false);
    world.before = world.now.copy();
  }
  world.isLeftOut = false;
  world.outcome = await world.service[rule](...args);
  world.did = did && world.outcome.isAllowed ? { name: did, args } : null;
  if (!remembers || !world.outcome.isAllowed) return;
  await world.now.ask(world.service);
  if (world.did) world.now.put(did, args, true);
  world.now.note(true, world.before);
}

Before(async function () {
  this.now = new Facts();
  this.service = await makeDriver();
});
Given(sentence(`(${Object.keys(people).join("|")}) `, list), function (sort, all) {
  this.now[people[sort]].push(...names(all));
});
Given(sentence("from the start ", relation, " ", list), function (name, places) {
  this.now.put(name, names(places), true);
});
Given(sentence("from the start ", functionName, " ", list, " is ", '"([^"]*)"'), function (name, places, value) {
  this.now.set(name, names(places), value);
});
Given("the service starts with this", async function () {
  await this.now.setUp(this.service);
  this.expected = this.now.copy();
});
Then("this is allowed", function () {
  assert.ok(this.outcome.isAllowed, `must be allowed, but is refused: ${this.outcome.reason}`);
});
Then("this is refused", function () {
  assert.ok(!this.outcome.isAllowed, "must be refused, but is allowed");
});
Then("this is allowed, or refused and nothing changes", function () {
  this.isLeftOut = !this.outcome.isAllowed;
});
Then(/^what follows is about the (allowed|refused) step$/, function (outcome) {
  return this.outcome.isAllowed === (outcome === "allowed") ? undefined : "skipped";
});
Then(/^the reason is "(.*)"$/, function (reason) {
  assert.equal(this.outcome.reason, reason);
});
Then(sentence(relation, " ", list, " (holds now|no longer holds)"), async function (name, places, holds) {
  if (this.isLeftOut) return;
  this.expected.put(name, names(places), holds === "holds now");
  await this.now.ask(this.service);
  assert.equal(this.now.has(name, ...names(places)), holds === "holds now");
});
Then(sentence(functionName, " ", list, " is now ", '"([^"]*)"'), async function (name, places, value) {
  if (this.isLeftOut) return;
  this.expected.set(name, names(places), value);
  await this.now.ask(this.service);
  assert.equal(this.now.value(name, ...names(places)), value);
});
Then("nothing else has changed", async function () {
  await this.now.ask(this.service);
  assert.deepEqual(this.now.told(), this.expected.told());
});
Then(/^the promise (\S+) is kept$/, async function (name) {
  const promise = promises[name];
  if (promise.isAboutSteps && !this.outcome.isAllowed) return;
  await this.now.ask(this.service);
  if (this.did) this.now.put(this.did.name, this.did.args, true);
  assert.ok(promise.isKept(this.now, this.before), `${name} is broken`);
});
Then(/^what (\S+) expects is true$/, async function (name) {
  await this.now.ask(this.service);
  assert.ok(expectations[name](this.now));
});
)js";

} // namespace chaperone::generators::suite::gherkin
