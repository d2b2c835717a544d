"""Overviews and articles of a group, beside Python's nntplib: without latency, and with 20 ms.

The server is servers.py's, so that the same articles are there for everybody. INET_BENCH_NEWS=HOST:PORT/GROUP
adds a real one.
"""
import os

from arena import Contest, Run, WrongResult

LIST = """
import nntplib, sys
s = nntplib.NNTP(sys.argv[1], int(sys.argv[2]), readermode=True)
n, lo, hi = s.group(sys.argv[3])[1:4]
for number, f in s.over((lo, hi))[1]:
    print(number, f["date"], f["from"], f["subject"], f[":bytes"])
s.quit()
"""
FETCH = """
import mailbox, nntplib, sys
s = nntplib.NNTP(sys.argv[1], int(sys.argv[2]), readermode=True)
n, lo, hi = s.group(sys.argv[3])[1:4]
with open(sys.argv[4], "wb") as out:
    for number in range(lo, hi + 1):
        out.write(b"From x Thu Jan  1 00:00:00 1970\\n" + b"\\n".join(s.article(str(number))[1].lines) + b"\\n\\n")
s.quit()
"""


def contests(arena):
    yield listing(arena, "100,000 articles", arena.server("news", 100_000).port, "127.0.0.1", "bench", 100_000)
    server = arena.server("news", 10_000)
    yield fetching(arena, "10,000 articles", server.port, "127.0.0.1", "bench", 10_000, 1 / 3)
    distant = arena.server("distant", "127.0.0.1", arena.server("news", 1_000).port, 20)
    yield fetching(arena, "1,000 articles at 20 ms", distant.port, "127.0.0.1", "bench", 1_000, 1 / 20)
    place = os.environ.get("INET_BENCH_NEWS")
    if place:
        address, _, group = place.partition("/")
        host, _, port = address.partition(":")
        yield listing(arena, place, port, host, group, None)
        yield fetching(arena, place, port, host, group, None, 1 / 3)


def library(arena, words):
    if os.system("python3 -W ignore -c 'import nntplib' 2>/dev/null") != 0:
        return {}, {"nntplib": "python3 is 3.13 or newer"}
    return {"nntplib": Run(["python3", "-W", "ignore", "-c", *words])}, {}


def listing(arena, what, port, host, group, count):
    out = os.path.join(arena.ram, "list")

    def check(who):
        with open(out, "rb") as lines:
            got = sum(1 for _ in lines)
        if count and got != count:
            raise WrongResult(f"{who} printed {got} lines of {count}")

    peers, missing = library(arena, [LIST, host, str(port), group])
    for run in peers.values():
        run.stdout = out
    ours = Run([arena.inet, "nntp", "ls", "--tls", "never", f"nntp://{host}:{port}/{group}"], stdout=out)
    return Contest(f"nntp ls of {what}", {"ours": ours, **peers}, {"nntplib": 1 / 3}, check, missing)


def fetching(arena, what, port, host, group, count, goal):
    box, state = os.path.join(arena.ram, "box"), os.path.join(arena.ram, "state")

    def check(who):
        with open(box, "rb") as lines:
            got = sum(1 for line in lines if line.startswith(b"From "))
        for file in (box, state):
            if os.path.exists(file):
                os.remove(file)
        if count and got != count:
            raise WrongResult(f"{who} stored {got} articles of {count}")

    peers, missing = library(arena, [FETCH, host, str(port), group, box])
    ours = Run([arena.inet, "nntp", "fetch", "--tls", "never", f"nntp://{host}:{port}/{group}", "--to", f"mbox:{box}", "--state", state])
    return Contest(f"nntp fetch of {what}", {"ours": ours, **peers}, {"nntplib": goal}, check, missing)
