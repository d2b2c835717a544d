"""What entries are made of: contests between programs, the servers they talk to, the measuring."""
import dataclasses
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
# Seconds: a single run that takes longer hangs.
LIMIT = 300
MIB = 1 << 20
GIB = 1 << 30


class WrongResult(Exception):
    """A program ended badly or did not move what it should have moved."""


@dataclasses.dataclass
class Run:
    """How one program does the work: words, and where standard input and output go."""

    words: list
    stdin: str = os.devnull
    stdout: str = os.devnull
    env: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Contest:
    """The same work by several programs; the one called `ours` is compared with the others.

    goals: what ours should reach, by name: a ratio for a peer, milliseconds for `ours`.
    check: called after each run with the name of who ran; raises WrongResult.
    missing: peers that could not be had, and why.
    """

    name: str
    runs: dict
    goals: dict = dataclasses.field(default_factory=dict)
    check: callable = lambda who: None
    missing: dict = dataclasses.field(default_factory=dict)


class Arena:
    """Everything that is shared by the entries of one run; leaves nothing behind."""

    def __init__(self, rounds, jdk):
        self.rounds = rounds
        self.inet = str(ROOT / "inet")
        self.jdk = jdk or os.environ.get("JAVA_HOME")
        self._servers = []
        self._files = {}
        self._installed = {}

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="bench.")
        ram = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.ram = tempfile.mkdtemp(prefix="bench.", dir=ram)
        # Builds what is missing now and not in the first measured run.
        subprocess.run([self.inet, "--version"], env=self._environment({}), check=True, stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        for server in self._servers:
            server.terminate()
        for server in self._servers:
            server.wait()
        shutil.rmtree(self.ram, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def java_version(self):
        words = subprocess.run([self._tool("java"), "-version"], capture_output=True, text=True).stderr
        return words.splitlines()[0]

    def _tool(self, name):
        return os.path.join(self.jdk, "bin", name) if self.jdk else name

    def _environment(self, more):
        env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        if self.jdk:
            env["JAVA_HOME"] = self.jdk
        # The user's own configuration is not what is measured.
        env["XDG_CONFIG_HOME"] = self.folder
        return {**env, **more}

    # --- what entries ask for

    def peers(self, wanted):
        """Splits {name: (command, Debian package, Run)} into runs and those that are missing."""
        runs, missing = {}, {}
        for name, (command, package, run) in wanted.items():
            if self.has(command, package):
                runs[name] = run
            else:
                missing[name] = self._installed[command]
        return runs, missing

    def has(self, command, package):
        """True where the command is there, or could be installed."""
        if shutil.which(command):
            return True
        if command not in self._installed:
            if os.geteuid() != 0 or not shutil.which("apt-get"):
                self._installed[command] = f"needs the package {package}"
            else:
                print(f"bench: installing {package}", file=sys.stderr)
                tried = subprocess.run(
                    ["apt-get", "-qq", "install", "-y", "--no-remove", "--no-install-recommends", package],
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                why = (tried.stderr.strip().splitlines() or ["?"])[-1]
                self._installed[command] = f"apt-get cannot install {package}: {why}"
        return shutil.which(command) is not None

    def has_new_java(self):
        """True from Java 25 on, where the goals are narrower."""
        return int(re.search(r'"(\d+)', self.java_version())[1]) >= 25

    def java(self, name):
        """The words that start the class of bench/entries/NAME.java as the launcher starts ours."""
        source = HERE / "entries" / (name + ".java")
        subprocess.run([self._tool("javac"), "-d", self.folder, str(source)], check=True)
        return [
            self._tool("java"), "-XX:+UseSerialGC", "-Xms16m", "-Xmx64m", "-XX:MaxDirectMemorySize=16m",
            "-XX:-UsePerfData", "-Xshare:auto", "-cp", self.folder, name]

    def file(self, size):
        """A file of that size on the RAM disk, the same bytes each time, hard to compress."""
        if size not in self._files:
            path = os.path.join(self.ram, f"{size}.bin")
            block = bytearray((i * 2654435761 >> 7) & 255 for i in range(min(size, MIB)))
            with open(path, "wb") as out:
                left = size
                while left > 0:
                    left -= out.write(block[:left])
            self._files[size] = path
        return self._files[size]

    def server(self, kind, *words):
        """Starts bench/servers.py KIND in a process of its own; returns its Server."""
        server = Server(kind, words)
        self._servers.append(server)
        return server

    # --- measuring

    def measure(self, contest):
        names = list(contest.runs)
        figures = {who: [] for who in names}
        for number in range(-1, self.rounds):
            # The round before the first fills caches and is not counted.
            turn = names if number < 0 else names[number % len(names):] + names[:number % len(names)]
            for who in turn:
                figure = self._run(who, contest.runs[who])
                contest.check(who)
                if number >= 0:
                    figures[who].append(figure)
        medians = {
            who: {key: statistics.median(f[key] for f in figures[who]) for key in figures[who][0]}
            for who in names}
        ratios = {
            who: medians["ours"]["wall_ms"] / medians[who]["wall_ms"]
            for who in names if "ours" in medians and who != "ours"}
        goals = {
            who: f"{goal:g} ms" if who == "ours" else f"{goal:g}" for who, goal in contest.goals.items()}
        return {
            "name": contest.name, "runs": figures, "medians": medians, "ratios": ratios,
            "goals": goals, "missing": contest.missing}

    def _run(self, who, run):
        with open(run.stdin, "rb") as stdin, open(run.stdout, "wb") as stdout, \
                open(os.path.join(self.folder, "stderr"), "w+b") as stderr:
            start = time.perf_counter()
            process = subprocess.Popen(
                run.words, stdin=stdin, stdout=stdout, stderr=stderr, env=self._environment(run.env))
            usage = self._wait(process, start + LIMIT)
            wall = time.perf_counter() - start
            if process.returncode != 0:
                stderr.seek(0)
                said = stderr.read().decode(errors="replace").strip()[-300:]
                raise WrongResult(f"{who} ended with {process.returncode}: {' '.join(run.words)}: {said}")
        return {
            "wall_ms": wall * 1000,
            "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000,
            # In KiB on Linux. A child begins as a copy of this program, so that nothing below
            # its own 20 MiB or so can be seen.
            "rss_mib": usage.ru_maxrss / 1024,
        }

    @staticmethod
    def _wait(process, end):
        # wait4 alone tells what this one process used; a watcher ends it if it hangs.
        watcher = threading.Timer(max(0, end - time.perf_counter()), process.kill)
        watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            watcher.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage


class Server:
    """A server of bench/servers.py: its port, and what it has counted."""

    def __init__(self, kind, words):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "servers.py"), kind, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def moved(self):
        """Waits for the next connection to end; returns how many bytes it moved."""
        return int(self.process.stdout.readline())

    def terminate(self):
        # The server ends at the end of its input: no signal can hit another process.
        self.process.stdin.close()

    def wait(self):
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
