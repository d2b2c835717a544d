"""20,000 messages by IMAP into a Maildir, near and far, on a RAM disk and where temporary files are, and a
run with nothing new, beside mbsync.

Needs a real server: $PEERS_STATE/peers.env names one, $INET_PEERS/fill fills its mailbox.
"""
import imaplib
import os
import shlex
import shutil
import subprocess

from arena import Contest, Run, WrongResult

MESSAGES = int(os.environ.get("BENCH_IMAP_MESSAGES", "20000"))
FOLDER = "bench"
# The largest attachment in bytes: 20,000 messages are some 250 MB then.
CAP = "4000"
# Milliseconds from a command to its answer.
FAR = 50


def contests(arena):
    state, tools = os.environ.get("PEERS_STATE"), os.environ.get("INET_PEERS")
    if not state or not tools or not os.path.exists(os.path.join(state, "peers.env")):
        return
    peer = settings(state)
    lacking = MESSAGES - messages(peer)
    if lacking > 0:
        subprocess.run(
            [os.path.join(tools, "fill"), str(lacking), peer["MAIL_USER"], FOLDER], check=True,
            env={**os.environ, "FILL_MAX": CAP}, stdout=subprocess.DEVNULL)
    count = messages(peer)
    disk = os.path.join(arena.folder, "disk")
    for folder in (arena.ram, disk):
        os.makedirs(os.path.join(folder, "mbsync"))
    memory = os.path.join(arena.folder, "state")
    password = os.path.join(arena.folder, "password")
    with open(password, "w", encoding="utf-8") as out:
        out.write(peer["MAIL_PASS"] + "\n")

    def runs(folder, name, port):
        config = os.path.join(arena.folder, name)
        with open(config, "w", encoding="ascii") as out:
            out.write(mbsyncrc(peer, port, os.path.join(folder, "mbsync"), arena.folder))
        url = f"imap://{peer['MAIL_USER']}@{peer['HOST']}:{port}/{FOLDER}"
        ours = Run([arena.inet, "imap", "fetch", url, "--tls", "never", "--password-file", password,
                    "--to", "maildir:" + os.path.join(folder, "ours"), "--state", memory])
        peers, missing = arena.peers({"mbsync": ("mbsync", "isync", Run(["mbsync", "-c", config, "bench"]))})
        return {"ours": ours, **peers}, missing

    def stored(who, folder=arena.ram):
        got = sum(len(os.listdir(os.path.join(folder, who, part))) for part in ("cur", "new"))
        if got != count:
            raise WrongResult(f"{who} has {got} messages of {count}")

    def anew(who, folder=arena.ram):
        stored(who, folder)
        shutil.rmtree(os.path.join(folder, who))
        if who == "ours":
            os.remove(memory)
        else:
            os.mkdir(os.path.join(folder, who))
            for name in os.listdir(arena.folder):
                if name.startswith("sync-"):
                    os.remove(os.path.join(arena.folder, name))

    near, missing = runs(arena.ram, "mbsyncrc", peer["IMAP_PORT"])
    kept, _ = runs(disk, "mbsyncrc-disk", peer["IMAP_PORT"])
    distant = arena.server("distant", peer["HOST"], peer["IMAP_PORT"], FAR).port
    far, _ = runs(arena.ram, "mbsyncrc-far", distant)
    far_kept, _ = runs(disk, "mbsyncrc-far-disk", distant)
    yield Contest(f"imap fetch of {count} messages, {FAR} ms away", far, {"mbsync": 1.0}, anew, missing)
    yield Contest(
        f"imap fetch of {count} messages onto a disk, {FAR} ms away", far_kept, {"mbsync": 1.0},
        lambda who: anew(who, disk), missing)
    yield Contest(
        f"imap fetch of {count} messages onto a disk", kept, {"mbsync": 1.0}, lambda who: anew(who, disk), missing)
    yield Contest(f"imap fetch of {count} messages", near, {"mbsync": 1.0}, anew, missing)
    yield Contest(f"imap fetch with nothing new of {count} messages", near, {"mbsync": 1.0}, stored, missing)


def settings(state):
    found = {}
    with open(os.path.join(state, "peers.env"), encoding="utf-8") as lines:
        for line in lines:
            name, _, value = line.strip().partition("=")
            found[name] = "".join(shlex.split(value))
    return found


def messages(peer):
    server = imaplib.IMAP4(peer["HOST"], int(peer["IMAP_PORT"]))
    server.login(peer["MAIL_USER"], peer["MAIL_PASS"])
    told, found = server.select(FOLDER, readonly=True)
    count = int(found[0]) if told == "OK" else 0
    server.logout()
    return count


def mbsyncrc(peer, port, folder, state):
    return f"""
IMAPAccount peer
Host {peer['HOST']}
Port {port}
User {peer['MAIL_USER']}
Pass {peer['MAIL_PASS']}
SSLType None

IMAPStore far
Account peer

MaildirStore near
Inbox {folder}

Channel bench
Far :far:{FOLDER}
Near :near:INBOX
Create Near
Sync Pull New Flags
SyncState {state}/sync-
"""
