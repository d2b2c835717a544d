"""What counting, timing and recording cost: nothing unless asked for.

The floor is a program that does nothing but copy a channel with one buffer (Floor.java), under the
same JVM options; what ours takes more is everything that a connection of ours adds.
"""
from arena import GIB, Contest, Run, WrongResult


def contests(arena):
    server = arena.server("source", arena.file(GIB))
    address = ["127.0.0.1", str(server.port)]
    ours = [arena.inet, "raw", "connect", *address]

    def check(who):
        moved = server.moved()
        if moved != GIB:
            raise WrongResult(f"{who} moved {moved} bytes of {GIB}")

    yield Contest(
        "metering: 1 GiB received",
        {
            "ours": Run(ours),
            "the floor": Run([*arena.java("Floor"), *address]),
            "ours, --timing": Run([*ours, "--timing"]),
            "ours, --min-rate": Run([*ours, "--min-rate", "1"]),
            "ours, --limit-rate": Run([*ours, "--limit-rate", "100G"]),
        },
        check=check)
