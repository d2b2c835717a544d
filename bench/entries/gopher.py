"""A large file and many small ones by Gopher, a connection each."""
import os

from arena import GIB, Contest, Run, WrongResult


def contests(arena):
    file = arena.file(GIB)
    server = arena.server("gopher", arena.ram)
    url = f"gopher://127.0.0.1:{server.port}/9{os.path.basename(file)}"
    saved = os.path.join(arena.ram, "saved-gopher")

    def check(who):
        size = os.path.getsize(saved) if os.path.exists(saved) else -1
        if size != GIB:
            raise WrongResult(f"{who} saved {size} bytes of {GIB}")
        os.remove(saved)

    peers, missing = arena.peers({"curl": ("curl", "curl", Run(["curl", "-sS", "-q", "-o", saved, url]))})
    yield Contest(
        "gopher get of 1 GiB to a RAM disk",
        {"ours": Run([arena.inet, "gopher", "get", url, "-o", saved]), **peers}, {"curl": 1.2}, check, missing)

    small = arena.file(1000)
    url = f"gopher://127.0.0.1:{server.port}/9{os.path.basename(small)}"
    peers, missing = arena.peers({"curl": ("curl", "curl", Run(["curl", "-sS", "-q"] + [url] * 500))})
    yield Contest(
        "gopher get of 500 files of 1000 bytes, one after the other",
        {"ours": Run([arena.inet, "gopher", "get"] + [url] * 500), **peers}, {"curl": 2}, missing=missing)
