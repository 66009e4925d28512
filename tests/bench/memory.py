"""Which suites and walks tell services that remember wrongly from the rules they are made from."""

from measuring import BUILD, once

FILES = ("chat_room/chat_room", "team_folders/team_folders", "members_only_rooms/inviters_roster", "hospital/hospital",
         "messenger_kids/fixed", "org_chart/org_chart")


def measure(plan):
    command = [BUILD / "tests/bench/memory_bench", "--walks", 300 if plan.quick else 3000]
    files = FILES[:3] if plan.quick else FILES
    run = once("memory", command + [f"specs/{name}.chap" for name in files], 1800)
    print(run.output, end="")
