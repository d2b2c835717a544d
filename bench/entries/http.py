"""1 GiB by HTTP, to nowhere and to a file on a RAM disk."""
import os

from arena import GIB, Contest, Run, WrongResult


def contests(arena):
    file = arena.file(GIB)
    server = arena.server("http", arena.ram)
    url = f"http://127.0.0.1:{server.port}/{os.path.basename(file)}"
    goals = {"curl": 1.8}

    peers, missing = arena.peers({
        "curl": ("curl", "curl", Run(["curl", "-sS", "-q", url])),
        "wget": ("wget", "wget", Run(["wget", "-q", "-O", "-", url])),
    })
    yield Contest(
        "http get of 1 GiB to /dev/null", {"ours": Run([arena.inet, "http", "get", url]), **peers},
        goals, missing=missing)

    saved = os.path.join(arena.ram, "saved")

    def check(who):
        size = os.path.getsize(saved) if os.path.exists(saved) else -1
        if size != GIB:
            raise WrongResult(f"{who} saved {size} bytes of {GIB}")
        os.remove(saved)

    peers, missing = arena.peers({
        "curl": ("curl", "curl", Run(["curl", "-sS", "-q", "-o", saved, url])),
        "wget": ("wget", "wget", Run(["wget", "-q", "-O", saved, url])),
    })
    yield Contest(
        "http get of 1 GiB to a RAM disk", {"ours": Run([arena.inet, "http", "get", url, "-o", saved]), **peers},
        goals, check, missing)
