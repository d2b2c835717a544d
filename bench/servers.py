"""Servers that cost as little as they can, the same for every program that is measured.

servers.py source FILE    sends FILE to whoever connects, and closes
servers.py sink           reads until the client has sent everything, and closes
servers.py device SECONDS greets, hears a line, and shows its prompt that much later
servers.py http FOLDER    answers GET with files of FOLDER, one thread a connection

Each binds a free port of 127.0.0.1, prints it, and then one line a connection (not http): the bytes
it moved. It ends when its standard input does.
"""
import os
import socket
import sys
import threading
import time

# Seconds without progress after which a client is given up.
PATIENCE = 60


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


def http(peer, folder):
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
        peer.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % size)
        if line[0] != b"HEAD":
            moved += send_file(peer, path)
        if fields.get(b"connection") == b"close" or line[2] == b"HTTP/1.0":
            return moved


def device(peer, seconds):
    peer.sendall(b"login: ")
    line = peer.makefile("rb").readline(8192)
    time.sleep(float(seconds))
    peer.sendall(b"Welcome.\r\n# ")
    while peer.recv(65536):
        pass
    return len(line)


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
    if kind is not http:
        print(moved, flush=True)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        print(listening.getsockname()[1], flush=True)
        kinds = {"source": source, "sink": sink, "device": device, "http": http}
        threading.Thread(
            target=serve, args=(listening, kinds[sys.argv[1]], sys.argv[2:]), daemon=True).start()
        sys.stdin.read()
