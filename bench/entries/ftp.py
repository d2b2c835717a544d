"""1 GiB each way by FTP, and a mirror of ten thousand small files, over loopback."""
import os
import shutil
import signal
import socket
import subprocess
import time

from arena import GIB, Contest, Run, WrongResult

FILES = 10_000
SIZE = 4096


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Vsftpd:
    """vsftpd for guests, who may read and write below a folder; with TLS where certificate names a file."""

    def __init__(self, arena, root, certificate=None):
        self.port = free_port()
        self.folder = os.path.join(arena.ram, f"vsftpd-{self.port}")
        os.makedirs(os.path.join(self.folder, "empty"), exist_ok=True)
        tls = [] if certificate is None else [
            "ssl_enable=YES", "allow_anon_ssl=YES", "force_anon_logins_ssl=YES", "force_anon_data_ssl=YES",
            "require_ssl_reuse=YES", "ssl_ciphers=HIGH", f"rsa_cert_file={certificate}"]
        conf = os.path.join(self.folder, "conf")
        with open(conf, "w") as file:
            file.write("\n".join([
                "listen=YES", "listen_address=127.0.0.1", f"listen_port={self.port}", "background=NO",
                "anonymous_enable=YES", "anon_upload_enable=YES", "anon_mkdir_write_enable=YES",
                "anon_other_write_enable=YES", "write_enable=YES", "anon_umask=022", "no_anon_password=YES",
                f"anon_root={root}", f"secure_chroot_dir={self.folder}/empty", "allow_writeable_chroot=YES",
                "seccomp_sandbox=NO", "isolate_network=NO", "ftp_username=ftp", *tls, ""]))
        self.process = subprocess.Popen(
            ["vsftpd", conf], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("vsftpd does not answer")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def tree(root):
    for i in range(FILES):
        folder = os.path.join(root, f"d{i // 500:02}")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"f{i:05}"), "wb") as file:
            file.write(i.to_bytes(4, "big") * (SIZE // 4))


def certificate(arena):
    """A file with a key and its certificate for localhost, made anew."""
    made = os.path.join(arena.ram, "server.pem")
    key = os.path.join(arena.ram, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True, stderr=subprocess.DEVNULL)
    with open(key) as source, open(made, "a") as both:
        both.write(source.read())
    return made


def contests(arena):
    if shutil.which("vsftpd") is None:
        return
    root = os.path.join(arena.ram, "ftp")
    # vsftpd refuses guests who may write to the folder that it locks them in.
    os.makedirs(os.path.join(root, "up"), exist_ok=True)
    for folder in (arena.ram, root):
        os.chmod(folder, 0o755)
    os.chmod(os.path.join(root, "up"), 0o777)
    big = arena.file(GIB)
    os.chmod(big, 0o644)
    if not os.path.exists(os.path.join(root, "big")):
        os.link(big, os.path.join(root, "big"))
    tree(os.path.join(root, "tree"))
    server = Vsftpd(arena, root)
    try:
        url = f"ftp://127.0.0.1:{server.port}"
        saved = os.path.join(arena.ram, "saved")

        def whole(path, size):
            def check(who):
                found = os.path.getsize(path) if os.path.exists(path) else -1
                if found != size:
                    raise WrongResult(f"{who} moved {found} bytes of {size}")
                os.remove(path)
            return check

        peers, missing = arena.peers({
            "curl": ("curl", "curl", Run(["curl", "-sS", "-q", "-o", saved, f"{url}/big"])),
            "lftp": ("lftp", "lftp", Run(["lftp", "-c", f"get -O {arena.ram} {url}/big -o saved"])),
        })
        yield Contest(
            "ftp get of 1 GiB to a RAM disk",
            {"ours": Run([arena.inet, "ftp", "get", f"{url}/big", "-o", saved]), **peers},
            {"curl": 1.0}, whole(saved, GIB), missing)

        stored = os.path.join(root, "up", "stored")
        peers, missing = arena.peers({
            "curl": ("curl", "curl", Run(["curl", "-sS", "-q", "-T", big, f"{url}/up/stored"])),
            "lftp": ("lftp", "lftp", Run(["lftp", "-c", f"open {url}/up; put {big} -o stored"])),
        })
        yield Contest(
            "ftp put of 1 GiB from a RAM disk",
            {"ours": Run([arena.inet, "ftp", "put", big, f"{url}/up/stored"]), **peers},
            {"curl": 1.0}, whole(stored, GIB), missing)

        trusted = certificate(arena)
        secure = Vsftpd(arena, root, trusted)
        try:
            under = f"ftp://localhost:{secure.port}"
            peers, missing = arena.peers({
                "curl": ("curl", "curl", Run(
                    ["curl", "-sS", "-q", "--ssl-reqd", "--cacert", trusted, "-o", saved, f"{under}/big"])),
                "lftp": ("lftp", "lftp", Run([
                    "lftp", "-c", f"set ssl:ca-file {trusted}; set ftp:ssl-force yes; "
                    f"set ftp:ssl-allow-anonymous yes; set ftp:ssl-protect-data yes; "
                    f"open {under}; get -O {arena.ram} big -o saved"])),
            })
            yield Contest(
                "ftp get of 1 GiB under TLS",
                {"ours": Run([
                    arena.inet, "ftp", "get", "--tls", "require", "--cacert", trusted, f"{under}/big", "-o", saved]),
                 **peers},
                {"curl": 1.5}, whole(saved, GIB), missing)
        finally:
            secure.stop()

        copy = os.path.join(arena.ram, "copy")

        def counted(who):
            found = sum(len(files) for _, _, files in os.walk(copy))
            shutil.rmtree(copy, ignore_errors=True)
            if found != FILES:
                raise WrongResult(f"{who} copied {found} files of {FILES}")

        peers, missing = arena.peers({
            "lftp": ("lftp", "lftp", Run(["lftp", "-c", f"open {url}; mirror --parallel=8 tree {copy}"])),
        })
        yield Contest(
            f"ftp mirror of {FILES} files of 4 KiB",
            {"ours": Run([arena.inet, "ftp", "mirror", "--parallel", "8", f"{url}/tree", copy]), **peers},
            {"lftp": 1.0}, counted, missing)
    finally:
        server.stop()
