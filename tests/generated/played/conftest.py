"""Plugs any rules into their generated tests: each call goes to rules_service, which plays the rules."""
import importlib
import os
import pathlib
import subprocess
from enum import Enum

import pytest

module = importlib.import_module(next(pathlib.Path(__file__).parent.glob("*_driver.py")).stem)
process = subprocess.Popen(os.environ["RULES_SERVICE"].split(";"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           encoding="utf-8")


def call(*words):
    process.stdin.write("\t".join(words) + "\n")
    process.stdin.flush()
    return process.stdout.readline().rstrip("\n")


def word(value):
    return "{" + ",".join(sorted(map(word, value))) + "}" if isinstance(value, (set, frozenset)) else value.name


def method(name, result):
    def ask(self, *args):
        answer = call(name, *map(word, args))
        if result == "Outcome":
            return module.Outcome(answer == "allowed", answer.partition("\t")[2])
        if result == "bool":
            return {"yes": True, "no": False}[answer]
        if result == "None":
            assert answer == "done"
            return None
        sort = getattr(module, result)
        return sort[answer[1:]] if issubclass(sort, Enum) else sort(answer[1:])

    return ask


methods = {
    name: method(name, getattr(module.Driver, name).__annotations__["return"])
    for name in module.Driver.__abstractmethods__
}
Played = type("Played", (module.Driver,), methods)


@pytest.fixture
def service():
    assert call("new") == "done"
    return Played()
