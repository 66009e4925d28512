"""Logs of Messenger Kids: events per second of `follow`, and whether its memory grows with the log."""

from measuring import BUILD, CHAPERONE, once

RULES = "specs/messenger_kids/fixed.chap"


def measure(plan):
    sizes = (250_000, 1_000_000) if plan.quick else (1_000_000, 10_000_000)
    peaks = []
    for events in sizes:
        folder = BUILD / f"log_{events}"
        once(f"follow_log {events}", [BUILD / "tests/bench/follow_log", RULES, folder, events, 2000], 1800)
        log = folder / "log.jsonl"
        run = once(f"follow {events}", [CHAPERONE, "follow", RULES, "--data", folder / "data", "--log", log], 1800)
        log.unlink()
        rate = events / (run.busy / 1000)
        peaks.append(run.megabytes)
        print(f"follow {events:>10} events  {rate:9.0f} events/s   at least 200,000  "
              f"{'ok' if rate >= 200_000 else 'MISSED'}   peak memory {run.megabytes:.0f} MB")
    growth = peaks[1] / peaks[0]
    print(f"memory of {sizes[1] // sizes[0]} times the events: {growth:.2f} times   at most 1.2  "
          f"{'ok' if growth <= 1.2 else 'MISSED'}")
