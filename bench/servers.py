"""Servers that cost as little as they can, the same for every program that is measured.

servers.py source FILE    sends FILE to whoever connects, and closes
servers.py sink           reads until the client has sent everything, and closes
servers.py http FOLDER    answers GET with files of FOLDER and their ranges, one thread a connection
servers.py far FOLDER     the same from far away: each connection gets 256 KiB every 50 ms
servers.py gopher FOLDER  answers a selector with the file of FOLDER that it names, and closes
servers.py news N         a group `bench` of N articles
servers.py device SECONDS greets, hears a line, and shows its prompt that much later
servers.py pop3 N SIZE    a mailbox of N messages of SIZE bytes, with PIPELINING; any password signs in
servers.py distant HOST PORT MS   relays to a server whose answers come MS milliseconds later

Each binds a free port of 127.0.0.1, prints it, and then one line a connection (source and sink): the bytes
it moved. It ends when its standard input does.
"""
import os
import queue
import re
import socket
import sys
import threading
import time

# Seconds without progress after which a client is given up.
PATIENCE = 60
# Reads of 64 KiB and less that are on their way through a relay.
WINDOW = 512
# What is on its way to somebody far away: a window of TCP.
STEP = 256 * 1024


def send_file(peer, path):
    with open(path, "rb") as file:
        return peer.sendfile(file)


def source(peer, path):
    moved = send_file(peer, path)
    peer.shutdown(socket.SHUT_WR)
    # Closing while something unread is left would reset the connection and lose what was sent.
    while peer.recv(65536):
        pass
    return moved


def sink(peer):
    block, moved = memoryview(bytearray(1 << 20)), 0
    while count := peer.recv_into(block):
        moved += count
    return moved


def http(peer, folder, pause=0):
    moved, requests = 0, peer.makefile("rb")
    while True:
        line = requests.readline(8192).split()
        if len(line) < 3:
            return moved
        fields = {}
        while (field := requests.readline(8192)) not in (b"\r\n", b""):
            name, _, value = field.partition(b":")
            fields[name.lower()] = value.strip().lower()
        path = os.path.join(folder, os.path.basename(line[1].decode()))
        size = os.path.getsize(path)
        first, last, head = 0, size - 1, b"HTTP/1.1 200 OK\r\n"
        if asked := re.fullmatch(rb"bytes=(\d+)-(\d*)", fields.get(b"range", b"")):
            first, last = int(asked[1]), min(int(asked[2] or last), last)
            head = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n" % (first, last, size)
        length = last + 1 - first
        peer.sendall(
            head + b'Content-Type: application/octet-stream\r\nAccept-Ranges: bytes\r\nETag: "%d"\r\n'
            b"Content-Length: %d\r\n\r\n" % (size, length))
        if line[0] != b"HEAD":
            with open(path, "rb") as file:
                step = STEP if pause else max(1, length)
                for at in range(first, last + 1, step):
                    time.sleep(pause)
                    moved += peer.sendfile(file, at, min(step, last + 1 - at))
        if fields.get(b"connection") == b"close" or line[2] == b"HTTP/1.0":
            return moved


def gopher(peer, folder):
    selector = peer.makefile("rb").readline(8192).strip()
    moved = send_file(peer, os.path.join(folder, os.path.basename(selector.decode())))
    peer.shutdown(socket.SHUT_WR)
    return moved


def far(peer, folder):
    return http(peer, folder, 0.05)


class Spool:
    """N articles of some lines each, and their overview; made once."""

    made = None

    def __init__(self, count):
        self.count = count
        self.over, self.articles = [], []
        for i in range(1, count + 1):
            head = (f"Path: bench!x\r\nFrom: Poster {i % 97} <p{i % 97}@example.test>\r\nNewsgroups: bench\r\nSubject: article {i} of many\r\n"
                    f"Date: Fri, 02 Jan 2026 03:{i // 60 % 60:02}:{i % 60:02} +0000\r\nMessage-ID: <{i}@bench.test>\r\nReferences: <{i - 1}@bench.test>\r\n")
            body = "".join(f"line {k} of article {i} {'x' * (k * 7 % 60)}\r\n" for k in range(i % 40 + 5))
            article = f"220 {i} <{i}@bench.test>\r\n{head}\r\n{body}.\r\n".encode()
            self.articles.append(article if count <= 20000 else b"")
            self.over.append(
                f"{i}\tarticle {i} of many\tPoster {i % 97} <p{i % 97}@example.test>\tFri, 02 Jan 2026 03:{i // 60 % 60:02}:{i % 60:02} +0000\t"
                f"<{i}@bench.test>\t<{i - 1}@bench.test>\t{len(article)}\t{i % 40 + 5}\tXref: bench bench:{i}\r\n".encode())

    @classmethod
    def of(cls, count):
        cls.made = cls.made or cls(count)
        return cls.made

    def span(self, word):
        first, dash, last = word.partition(b"-")
        return int(first), int(last or self.count) if dash else int(first)

    def answer(self, line):
        words = line.split()
        verb = words[0].upper() if words else b""
        if verb == b"ARTICLE":
            return self.articles[int(words[1]) - 1]
        if verb in (b"OVER", b"XOVER"):
            first, last = self.span(words[1])
            return b"224 overview\r\n" + b"".join(self.over[first - 1:last]) + b".\r\n"
        if verb == b"GROUP":
            return b"211 %d 1 %d bench\r\n" % (self.count, self.count)
        if verb == b"LISTGROUP":
            first, last = self.span(words[2]) if len(words) > 2 else (1, self.count)
            return b"211 %d 1 %d bench\r\n" % (self.count, self.count) + b"".join(b"%d\r\n" % i for i in range(first, last + 1)) + b".\r\n"
        if verb == b"CAPABILITIES":
            return b"101 here\r\nVERSION 2\r\nREADER\r\nOVER\r\nLIST OVERVIEW.FMT\r\n.\r\n"
        if verb == b"LIST":
            return b"215 fields\r\nSubject:\r\nFrom:\r\nDate:\r\nMessage-ID:\r\nReferences:\r\n:bytes\r\n:lines\r\nXref:full\r\n.\r\n"
        if verb == b"MODE":
            return b"200 reader\r\n"
        return b"205 bye\r\n" if verb == b"QUIT" else b"500 what?\r\n"


def news(peer, count):
    spool = Spool.of(int(count))
    peer.sendall(b"200 bench\r\n")
    rest, moved = b"", 0
    while data := peer.recv(65536):
        *lines, rest = (rest + data).split(b"\n")
        reply = b"".join(spool.answer(line) for line in lines)
        peer.sendall(reply)
        moved += len(reply)
        if any(line[:4].upper() == b"QUIT" for line in lines):
            break
    return moved


def device(peer, seconds):
    peer.sendall(b"login: ")
    line = peer.makefile("rb").readline(8192)
    time.sleep(float(seconds))
    peer.sendall(b"Welcome.\r\n# ")
    while peer.recv(65536):
        pass
    return len(line)


def pop3(peer, count, size):
    count, line = int(count), b"x" * 70 + b"\r\n"
    head = b"From: ann@example.test\r\nTo: bob@example.test\r\nSubject: message %d\r\n\r\n"
    body = line * (int(size) // len(line)) + b".\r\n"
    length = len(head) + len(body) - 3
    answers = {
        b"CAPA": b"+OK\r\nUSER\r\nUIDL\r\nTOP\r\nPIPELINING\r\n.\r\n",
        b"STAT": b"+OK %d %d\r\n" % (count, count * length),
        b"LIST": b"+OK\r\n" + b"".join(b"%d %d\r\n" % (n + 1, length) for n in range(count)) + b".\r\n",
        b"UIDL": b"+OK\r\n" + b"".join(b"%d id%08d\r\n" % (n + 1, n) for n in range(count)) + b".\r\n",
    }
    peer.sendall(b"+OK ready\r\n")
    moved, unread = 0, b""
    while data := peer.recv(1 << 16):
        *commands, unread = (unread + data).split(b"\r\n")
        # What is asked for together is answered together.
        reply = []
        for words in map(bytes.split, commands):
            verb = words[0].upper()
            if verb == b"RETR":
                reply.append(b"+OK\r\n" + head % int(words[1]) + body)
            else:
                reply.append(answers.get(verb, b"+OK\r\n"))
        whole = b"".join(reply)
        peer.sendall(whole)
        moved += len(whole)
    return moved


def distant(peer, host, port, millis):
    """Each way takes half of it; a window holds what is on its way, so that nothing else slows it down."""
    delay = int(millis) / 2000
    with socket.create_connection((host, int(port)), PATIENCE) as server:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=carry, args=(server, peer, delay), daemon=True)
        back.start()
        moved = carry(peer, server, delay)
        back.join()
    return moved


def carry(source, target, delay):
    under_way, moved = queue.Queue(WINDOW), 0

    def listen():
        try:
            while data := source.recv(1 << 16):
                under_way.put((time.monotonic() + delay, data))
        except OSError:
            pass
        under_way.put((0, b""))

    threading.Thread(target=listen, daemon=True).start()
    while True:
        due, data = under_way.get()
        time.sleep(max(0, due - time.monotonic()))
        if not data:
            break
        target.sendall(data)
        moved += len(data)
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    return moved


def serve(server, kind, words):
    while True:
        peer, _ = server.accept()
        threading.Thread(target=answer, args=(peer, kind, words), daemon=True).start()


def answer(peer, kind, words):
    moved = 0
    with peer:
        peer.settimeout(PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            moved = kind(peer, *words)
        except OSError as e:
            print(f"servers: {e}", file=sys.stderr)
    if kind in (source, sink):
        print(moved, flush=True)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        print(listening.getsockname()[1], flush=True)
        kinds = {
            "source": source, "sink": sink, "http": http, "far": far, "gopher": gopher, "news": news,
            "device": device, "pop3": pop3, "distant": distant}
        threading.Thread(
            target=serve, args=(listening, kinds[sys.argv[1]], sys.argv[2:]), daemon=True).start()
        sys.stdin.read()
