"""Weaves the faults of faults.txt into copies of the encoder's sources, each behind a switch.

    weave.py SOURCE_DIR FAULTS OUT_DIR     writes OUT_DIR/PATH for each file that a fault names, and OUT_DIR/faults.inc
    weave.py SOURCE_DIR FAULTS --files     lists those files

A fault names words of a file that stand there exactly once, and what a careless hand might have written in their place.
Words that end in `;` are a statement, all others an expression. Lines may be laid out differently than in the file.
"""

import pathlib
import re
import sys


def faults(path):
    """(name, what it does, file, words, wrong words) of each."""
    for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, rest = block.split("\n--- ", 1)
        name, what = head.split("\n", 1)
        file, rest = rest.split("\n", 1)
        words, wrong = re.split(r"^\+\+\+.*\n?", rest, maxsplit=1, flags=re.M)
        yield name.strip(), " ".join(what.split()), file.strip(), words.strip(), wrong.strip()


def weave(text, name, words, wrong, file):
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        sys.exit(f"weave.py: fault `{name}`: its words stand {len(found)} times in {file}, not once:\n{words}")
    whole = found[0].group()
    switch = f'chaperone::tests::has_fault("{name}")'
    if whole.endswith(";"):
        woven = f"if ({switch}) {{ {wrong} }} else {{ {whole} }}"
    else:
        woven = f"({switch} ? ({wrong}) : ({whole}))"
    return text[: found[0].start()] + woven + text[found[0].end() :]


def main():
    source, table, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    known = list(faults(table))
    files = sorted({file for _, _, file, _, _ in known})
    if out == "--files":
        print(";".join(files), end="")
        return
    out = pathlib.Path(out)
    for file in files:
        text = (source / file).read_text(encoding="utf-8")
        for name, _, where, words, wrong in known:
            if where == file:
                text = weave(text, name, words, wrong, file)
        target = out / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text('#include "tests/faults/fault.hpp"\n' + text, encoding="utf-8")
    rows = "".join(f'{{"{name}", "{what}"}},\n' for name, what, _, _, _ in known)
    (out / "faults.inc").write_text(rows, encoding="utf-8")


main()
