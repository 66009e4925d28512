"""The whole check of every file that is proved, against C: what z3 takes on its finished certificate.

C is one z3 process that reads all the files of the certificate, one after the other.
"""

import shutil
import subprocess
from pathlib import Path

from measuring import BUILD, CHAPERONE, hyperfine, once, stated, unit

TARGET = 5


def can_write_certificates():
    page = subprocess.run([CHAPERONE, "check", "--help"], capture_output=True, text=True, check=True).stdout
    return "--certificate" in page


def proved_specs():
    """Rule files in specs/ that state nothing but proofs and witnesses."""
    for path in sorted(Path("specs").rglob("*.chap")):
        said = [words for name, words in stated(path).items() if not name.startswith("scenario")]
        if "proved" in said and all(words == "proved" or words.startswith("witnessed") for words in said):
            yield path


def measure_file(path, plan):
    folder = BUILD / "certificates" / path.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(exist_ok=True)
    command = [CHAPERONE, "check", path, "--timeout", f"{plan.limit}s"]
    first = once(f"certificate of {path}", [*command, "--certificate", folder], plan.limit + 5)
    questions = sorted(folder.rglob("*.smt2"))
    if not first.is_done or first.exit != 0 or not questions:
        why = f"over {plan.limit} s" if not first.is_done else f"exit {first.exit}, {len(questions)} questions written"
        return f"{str(path):<48} | {why}"
    together = folder / "together.smt2"
    together.write_text("\n(reset)\n".join(question.read_text() for question in questions))
    answers = once(f"C of {path}, once", ["z3", together], 120)
    if not answers.is_done or answers.output.split() != ["unsat"] * len(questions):
        return f"{str(path):<48} | z3 does not say unsat {len(questions)} times"
    runs = 3 if first.milliseconds > 1000 else 10
    now = unit()
    c = hyperfine(f"C of {path}", ["z3", together], runs)
    whole = hyperfine(f"check of {path}", command, runs)
    ratio = whole / c
    return (f"{str(path):<48} | {whole / now:7.2f} E | {c / now:7.2f} E | {ratio:.2f} "
            f"{'ok' if ratio <= TARGET else 'MISSED'}")


def measure(plan):
    if not can_write_certificates():
        print("not measured: this chaperone writes no certificates (check --certificate)")
        return
    if not shutil.which("z3"):
        print("not measured: z3 is not there")
        return
    print(f"{'every property and scenario of':<48} | check     | C         | check / C, at most {TARGET}")
    specs = list(proved_specs())
    for path in specs[::4] if plan.quick else specs:
        print(measure_file(path, plan))
    if plan.quick:
        print(f"(every fourth of {len(specs)} files)")
