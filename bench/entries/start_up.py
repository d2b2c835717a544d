"""How long a command takes that does almost nothing."""
from arena import Contest, Run


def contests(arena):
    peers, missing = arena.peers({
        "python3 -c pass": ("python3", "python3", Run(["python3", "-c", "pass"])),
        "curl --version": ("curl", "curl", Run(["curl", "--version"])),
    })
    yield Contest(
        "start-up: raw services smtp",
        {"ours": Run([arena.inet, "raw", "services", "smtp"]), **peers},
        goals={"ours": 60},
        missing=missing)

    small = arena.file(1024)
    server = arena.server("http", arena.ram)
    url = f"http://127.0.0.1:{server.port}/{small.rsplit('/', 1)[1]}"
    peers, missing = arena.peers({
        "curl": ("curl", "curl", Run(["curl", "-sS", "-q", url])),
        "wget": ("wget", "wget", Run(["wget", "-q", "-O", "-", url])),
    })
    yield Contest(
        "http get of 1 KiB",
        {"ours": Run([arena.inet, "http", "get", url]), **peers},
        goals={"ours": 100 if arena.has_new_java() else 130},
        missing=missing)
