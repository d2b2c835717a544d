"""1 GiB by HTTP, to nowhere and to files on a RAM disk; ranges from far away; many small files."""
import os
import shutil

from arena import GIB, MIB, Contest, Run, WrongResult

MANY = 10_000
SMALL = 1000


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

    peers, missing = arena.peers({
        "curl": ("curl", "curl", Run(["curl", "-sS", "-q", "-o", saved, url])),
        "aria2": ("aria2c", "aria2", Run(["aria2c", "-q", "-x1", "-d", arena.ram, "-o", "saved", url])),
    })
    yield Contest(
        "http download of 1 GiB to a RAM disk",
        {"ours": Run([arena.inet, "http", "download", url, "-o", saved]), **peers},
        {"curl": 1.2}, check, missing)

    yield from far(arena)
    yield from many(arena)


def far(arena):
    """One connection is limited by the way there and back; several ranges share no limit."""
    file = arena.file(32 * MIB)
    server = arena.server("far", arena.ram)
    url = f"http://127.0.0.1:{server.port}/{os.path.basename(file)}"
    saved = os.path.join(arena.ram, "far")

    def check(who):
        with open(saved, "rb") as got, open(file, "rb") as wanted:
            if got.read() != wanted.read():
                raise WrongResult(f"{who} saved something else")
        os.remove(saved)

    download = [arena.inet, "http", "download", url, "-o", saved]
    peers, missing = arena.peers({
        "aria2": ("aria2c", "aria2", Run(
            ["aria2c", "-q", "-x8", "-s8", "-k1M", "-d", arena.ram, "-o", "far", url])),
    })
    yield Contest(
        "http download of 32 MiB in 8 segments from far away",
        {"ours": Run(download + ["--segments", "8"]), "one connection": Run(download), **peers},
        {"one connection": 0.5}, check, missing)


def many(arena):
    """Small files, one after the other on a few connections."""
    folder = os.path.join(arena.ram, "many")
    os.mkdir(folder)
    for i in range(MANY):
        with open(os.path.join(folder, f"{i}.txt"), "wb") as out:
            out.write(b"%09d\n" % i * (SMALL // 10))
    server = arena.server("http", folder)
    urls = os.path.join(arena.folder, "urls")
    with open(urls, "w", encoding="ascii") as out:
        out.writelines(f"http://127.0.0.1:{server.port}/{i}.txt\n" for i in range(MANY))
    saved = os.path.join(arena.ram, "saved-many")
    config = os.path.join(arena.folder, "curl-urls")
    with open(config, "w", encoding="ascii") as out:
        out.writelines(
            f'url = "http://127.0.0.1:{server.port}/{i}.txt"\noutput = "{saved}/{i}.txt"\n' for i in range(MANY))

    def check(who):
        names = os.listdir(saved)
        sizes = sum(os.path.getsize(os.path.join(saved, name)) for name in names)
        if len(names) != MANY or sizes != MANY * SMALL:
            raise WrongResult(f"{who} saved {len(names)} files, {sizes} bytes")
        shutil.rmtree(saved)

    peers, missing = arena.peers({
        "curl": ("curl", "curl", Run(
            ["curl", "-sS", "-q", "--create-dirs", "--parallel", "--parallel-max", "8", "-K", config])),
        "wget2": ("wget2", "wget2", Run(["wget2", "-q", "--max-threads=8", "-P", saved, "-i", urls])),
        "aria2": ("aria2c", "aria2", Run(["aria2c", "-q", "-j8", "-d", saved, "-i", urls])),
    })
    yield Contest(
        f"http download of {MANY} files of {SMALL} bytes, 8 at once",
        {"ours": Run(
            [arena.inet, "http", "download", "-P", saved, "--input-file", urls, "--parallel", "8"]), **peers},
        {"curl": 2, "wget2": 1, "aria2": 1}, check, missing)
