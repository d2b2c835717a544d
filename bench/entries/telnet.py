"""200 devices at once in the time of one, and 1 MiB through the engine."""
import os

from arena import MIB, Contest, Run, WrongResult

HOSTS = 200
# Seconds that a device takes to answer.
SLOWEST = 2

TELNETLIB = """
import sys, telnetlib
sys.stdout.buffer.write(telnetlib.Telnet("127.0.0.1", int(sys.argv[1])).read_all())
"""


def contests(arena):
    server = arena.server("device", str(SLOWEST))
    hosts = os.path.join(arena.folder, "hosts")
    with open(hosts, "w") as out:
        out.write(f"127.0.0.1 {server.port}\n" * HOSTS)
    steps = ["--expect", "login: ", "--send", "ann", "--expect", "# "]
    run = [arena.inet, "telnet", "run", *steps]
    yield Contest(
        f"telnet run with {HOSTS} devices, the slowest takes {SLOWEST} s",
        {"ours": Run([*run, "--hosts", hosts]), "ours, one device": Run([*run, "127.0.0.1", str(server.port)])},
        {"ours, one device": 1.3})

    # More takes telnetlib minutes: it copies all it has for every 50 bytes that come.
    size = MIB
    plain = os.path.join(arena.ram, "text")
    with open(plain, "wb") as out:
        # 255 would be a command.
        out.write(open(arena.file(size), "rb").read().replace(b"\xff", b"\xfe"))
    server = arena.server("source", plain)

    def check(who):
        moved = server.moved()
        if moved != size:
            raise WrongResult(f"{who} moved {moved} bytes of {size}")

    port = str(server.port)
    runs = {"ours": Run([arena.inet, "telnet", "connect", "127.0.0.1", port])}
    missing = {}
    try:
        import telnetlib  # noqa: F401
        runs["Python's telnetlib"] = Run(["python3", "-W", "ignore", "-c", TELNETLIB, port])
    except ImportError:
        missing["Python's telnetlib"] = "this Python has none"
    yield Contest("telnet connect receives 1 MiB", runs, {"Python's telnetlib": 0.3}, check, missing)
