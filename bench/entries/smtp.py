"""Sending mail to postfix's smtp-sink: many messages over one connection, one as a whole process.

The messages differ only in their recipients; smtp-source sends its own of the same length.
"""
import os
import shutil
import socket
import subprocess
import sys
import time

from arena import Contest, Run

MANY, FAR, BODY = 20_000, 40, 300
UNPIPELINED = """
import smtplib, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
for i in range(int(sys.argv[2])):
    s.sendmail("a@example.test", [f"user{i}@example.test"], "Subject: x\\r\\n\\r\\n" + "x" * 300)
s.quit()
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def sink():
    """Starts smtp-sink; returns the process and its port."""
    port = free_port()
    words = ["smtp-sink", *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "100"]
    path = os.environ["PATH"] + ":/usr/sbin"
    process = subprocess.Popen([shutil.which(words[0], path=path), *words[1:]], stdin=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError("smtp-sink does not listen")


def listed(arena, count):
    path = os.path.join(arena.ram, f"list{count}.csv")
    with open(path, "w") as out:
        out.write("email\n")
        out.writelines(f"user{i}@example.test\n" for i in range(count))
    return path


def sending(arena, port, count):
    return Run([
        arena.inet, "smtp", "send", f"127.0.0.1:{port}", "--batch", listed(arena, count),
        "--from", "a@example.test", "--to", "{{email}}", "--subject", "x", "--body", "x" * BODY])


def contests(arena):
    os.environ["PATH"] += ":/usr/sbin"
    if not arena.has("smtp-sink", "postfix"):
        return
    process, port = sink()
    try:
        source = Run(["smtp-source", "-s", "1", "-m", str(MANY), "-l", str(BODY), f"127.0.0.1:{port}"])
        yield Contest(
            f"smtp send of {MANY} messages over one connection",
            {"ours": sending(arena, port, MANY), "smtp-source": source}, goals={"smtp-source": 1.0})

        distant = arena.server("distant", "127.0.0.1", port, 50).port
        python = Run([sys.executable, "-c", UNPIPELINED, str(distant), str(FAR)])
        yield Contest(
            f"smtp send of {FAR} messages at 50 ms",
            {"ours": sending(arena, distant, FAR), "python3 smtplib": python},
            goals={"python3 smtplib": 0.33})

        words = ["--from", "a@example.test", "--to", "b@example.test", "--body", "hello"]
        peers, missing = arena.peers({
            "swaks": ("swaks", "swaks", Run(["swaks", "--server", f"127.0.0.1:{port}", "--silent", *words])),
            "curl": ("curl", "curl", Run(
                ["curl", "-sS", "-q", f"smtp://127.0.0.1:{port}", "--mail-from", "a@example.test",
                 "--mail-rcpt", "b@example.test", "-T", arena.file(1024)])),
        })
        yield Contest(
            "smtp send of one message",
            {"ours": Run([arena.inet, "smtp", "send", f"127.0.0.1:{port}", *words]), **peers},
            goals={"swaks": 1.0}, missing=missing)
    finally:
        process.terminate()
        process.wait()
