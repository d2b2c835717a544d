"""20,000 messages by POP3 into a Maildir, on a RAM disk and where temporary files are."""
import os
import shutil

from arena import Contest, Run, WrongResult

MESSAGES = 20000


def contests(arena):
    server = arena.server("pop3", MESSAGES, 2000)
    yield contest(arena, server, arena.ram, "on a RAM disk")
    yield contest(arena, server, arena.folder, "on a disk")


def contest(arena, server, folder, where):
    maildir = os.path.join(folder, "pop3-mail")
    state = os.path.join(folder, "pop3-state")

    def begin():
        shutil.rmtree(maildir, ignore_errors=True)
        for part in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(maildir, part))
        if os.path.exists(state):
            os.remove(state)

    def check(who):
        count = len(os.listdir(os.path.join(maildir, "new")))
        begin()
        if count != MESSAGES:
            raise WrongResult(f"{who} brought {count} messages of {MESSAGES}")

    begin()
    peers, missing = arena.peers({
        "mpop": ("mpop", "mpop", Run([
            "mpop", "--host=127.0.0.1", f"--port={server.port}", "--user=bob", "--passwordeval=echo secret",
            "--auth=user", "--tls=off", "--keep=on", "--pipelining=auto", f"--uidls-file={state}",
            f"--delivery=maildir,{maildir}", "--quiet"])),
    })
    return Contest(
        f"pop3 fetch of 20,000 messages into a Maildir {where}",
        {
            "ours": Run([
                arena.inet, "pop3", "fetch", f"pop3://127.0.0.1:{server.port}", "-u", "bob:secret",
                "--to", f"maildir:{maildir}", "--state", state]),
            **peers,
        },
        {"mpop": 1.0}, check, missing)
