"""1 GiB each way over a connection without a protocol."""
from arena import GIB, Contest, Run, WrongResult


def clients(arena, port, **streams):
    address = ["127.0.0.1", str(port)]
    peers, missing = arena.peers({
        "ncat": ("ncat", "ncat", Run(["ncat", *address], **streams)),
        "socat": ("socat", "socat", Run(["socat", "-b", "65536", "-t", "60", "-", "TCP:" + ":".join(address)], **streams)),
        "socat, its own buffer": ("socat", "socat", Run(["socat", "-t", "60", "-", "TCP:" + ":".join(address)], **streams)),
    })
    return {"ours": Run([arena.inet, "raw", "connect", *address], **streams), **peers}, missing


def contests(arena):
    file = arena.file(GIB)

    def whole(server):
        def check(who):
            moved = server.moved()
            if moved != GIB:
                raise WrongResult(f"{who} moved {moved} bytes of {GIB}")
        return check

    goals = {"ncat": 1, "socat": 1}
    server = arena.server("source", file)
    runs, missing = clients(arena, server.port)
    yield Contest("raw connect receives 1 GiB", runs, goals, whole(server), missing)
    server = arena.server("sink")
    runs, missing = clients(arena, server.port, stdin=file)
    yield Contest("raw connect sends 1 GiB", runs, goals, whole(server), missing)
