"""Private PostgreSQL and Redis servers on loopback, from the programs found on the machine."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, TypedDict
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
TEST_ROLE = "leadsbot_tests"
_ROLE_LOCK = 20260101  # any number that nobody else locks
_MEMORY = Path("/dev/shm")  # noqa: S108 -- Linux's folder in memory; mkdtemp makes safe ones in it
_ROOM_IN_MEMORY = 2**30
_START_LOOKS = 600
_START_PAUSE = 0.05  # seconds between two looks at a server that is starting


class ServerUnavailableError(RuntimeError):
    """A server is not installed here, or would not start; the message says which and why."""


class _Account(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def find_program(name: str, *, kept_in: str = "") -> str:
    """Return the path of a program: the newest in the glob of folders `kept_in`, or from PATH."""
    kept = [folder / name for folder in Path("/").glob(kept_in.lstrip("/"))] if kept_in else []
    found = max((str(path) for path in kept if path.exists()), default=shutil.which(name))
    if not found:
        raise ServerUnavailableError(f"{name} is not installed")
    return found


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def room_in_memory() -> Path | None:
    """Return Linux's folder in memory, if it is there and has room."""
    fits = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_IN_MEMORY
    return _MEMORY if fits else None


def make_folder(*, in_memory: bool = False) -> Path:
    """Make a temporary folder that the servers' account owns; the caller removes it.

    `in_memory` keeps it off the disk where it can: a new PostgreSQL database is 300 files.
    """
    parent = room_in_memory() if in_memory else None
    folder = Path(tempfile.mkdtemp(prefix="leadsbot-services-", dir=parent))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    return folder


def _account() -> _Account:
    """Choose whom servers run as: PostgreSQL refuses root, so root starts them as another."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _orphan_guard() -> list[str]:
    """Return the prefix with which a server ends together with the process that started it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT"] if setpriv else []


class Server(ABC):
    """One server process; what it prints goes to a log file in its folder.

    With `outlive` it stays when the process that started it ends.
    """

    name: ClassVar[str]
    crash_signal: ClassVar[signal.Signals] = signal.SIGKILL

    def __init__(self, folder: Path, *, outlive: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self._outlive = outlive
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def ready(self) -> bool:
        """Say whether the server answers now."""

    @abstractmethod
    def _command(self) -> list[str]:
        """Return the command line that runs the server in the foreground."""

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        return self._running().pid

    def start(self) -> None:
        """Start the server on its port and return when it answers.

        Raises ServerUnavailableError if it is not installed or does not come up.
        """
        guard = [] if self._outlive else _orphan_guard()
        command = [*guard, *self._command()]
        with self._log().open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **_account(),
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server in order, cutting connections; does nothing if it does not run."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End the server at once, without the work of an orderly stop."""
        self._end(self.crash_signal)

    def restart(self) -> None:
        """Stop the server and start it again on the same port."""
        self.stop()
        self.start()

    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ServerUnavailableError(f"{self.name} does not run")
        return self._process

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGCONT)  # a frozen server would not hear the next one
        process.send_signal(how)
        process.wait(timeout=30)

    def _wait_until_ready(self) -> None:
        process = self._running()
        for _ in range(_START_LOOKS):
            try:
                process.wait(timeout=_START_PAUSE)
                break
            except subprocess.TimeoutExpired:
                if self.ready():
                    return
        self.crash()
        tail = self._log().read_text(errors="replace")[-500:]
        raise ServerUnavailableError(f"{self.name} did not start: {tail}")


class RedisServer(Server):
    """A Redis that keeps nothing on disk, so that a restart forgets everything."""

    name = "Redis"

    @property
    def url(self) -> str:
        """The address for `LEADSBOT_REDIS_URL`."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def ready(self) -> bool:
        """Say whether PING is answered."""
        try:
            return self.ask("PING") == "+PONG"
        except OSError:
            return False

    def ask(self, command: str, *, timeout: float = 5) -> str:
        """Send one command to this server; see `ask_redis`."""
        return ask_redis(self.url, command, timeout=timeout)

    def hang(self) -> None:
        """Freeze the server: connections stay open and nothing answers until `resume`."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen server go on."""
        self._running().send_signal(signal.SIGCONT)

    def _command(self) -> list[str]:
        program = find_program("redis-server")
        place = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", str(self.folder)]
        return [program, *place, "--save", "", "--appendonly", "no", "--daemonize", "no"]


def ask_redis(url: str, command: str, *, timeout: float = 5) -> str:
    """Send one command as typed in redis-cli and return the first line of the answer.

    Raises TimeoutError after `timeout` seconds without one.
    """
    place = urlsplit(url)
    address = (place.hostname or LOOPBACK, place.port or 6379)
    database = place.path.strip("/") or "0"
    with socket.create_connection(address, timeout=timeout) as connection:
        connection.sendall(f"SELECT {database}\r\n{command}\r\n".encode())
        with connection.makefile("rb") as answers:
            chosen, answer = (answers.readline().decode().rstrip() for _ in range(2))
    return answer if chosen == "+OK" else chosen


class PostgresServer(Server):
    """A PostgreSQL with its own data folder; made on the first start, kept over restarts.

    It is fast instead of safe against power loss, unless `durable`.
    """

    name = "PostgreSQL"
    # SIGKILL would leave the children behind; this ends all of them without a checkpoint.
    crash_signal = signal.SIGQUIT

    def __init__(self, folder: Path, *, outlive: bool = False, durable: bool = False) -> None:
        super().__init__(folder, outlive=outlive)
        self._data = folder / "postgres"
        self._durable = durable
        self._password = secrets.token_hex(16)

    @property
    def admin_url(self) -> str:
        """The superuser's address, for `Databases`."""
        return f"postgresql://postgres:{self._password}@{LOOPBACK}:{self.port}/postgres"

    def start(self) -> None:
        """Make the data folder if there is none, then start the server."""
        if not self._data.exists():
            self._make_data()
        super().start()

    def ready(self) -> bool:
        """Say whether the superuser can ask something."""
        try:
            return Databases(self.admin_url).ask("SELECT 1") == "1"
        except ServerUnavailableError:
            return False

    def _make_data(self) -> None:
        password_file = self.folder / "postgres.password"
        password_file.write_text(self._password)
        options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password_file}"]
        coding = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        if account := _account():
            os.chown(password_file, account["user"], account["group"])
        made = subprocess.run(
            [_postgres("initdb"), *options, *coding, "--pgdata", self._data],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        password_file.unlink()
        if made.returncode:
            raise ServerUnavailableError(f"initdb failed: {made.stderr[-500:]}")

    def _command(self) -> list[str]:
        where = ["-D", str(self._data), "-h", LOOPBACK, "-p", str(self.port), "-k", ""]
        fast = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_wal_size=128MB"]
        safety = [] if self._durable else fast
        return [_postgres("postgres"), *where, *safety, "-c", "max_connections=200"]


class Databases:
    """Makes and drops databases on a PostgreSQL server that we are the superuser of.

    They belong to a role without superuser rights, because row-level security does not
    bind a superuser.
    """

    def __init__(self, admin_url: str) -> None:
        self._admin = urlsplit(admin_url)
        self._role_made = False

    def create(self, *, template: str = "template1") -> str:
        """Make a database, empty or as a copy of `template`; return its asyncpg address."""
        self._make_role()
        name = f"leadsbot_{secrets.token_hex(6)}"
        self.ask(f'CREATE DATABASE "{name}" OWNER {TEST_ROLE} TEMPLATE "{template}"')
        place = f"{self._admin.hostname}:{self._admin.port or 5432}"
        return f"postgresql+asyncpg://{TEST_ROLE}:{self._admin.password}@{place}/{name}"

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, cutting whoever is connected."""
        self.ask(f'DROP DATABASE "{name_in(url)}" WITH (FORCE)')

    def cut(self, url: str) -> None:
        """Cut every connection to one database, as a restart of the server would."""
        self.ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "  # noqa: S608 -- the name is our own
            f"WHERE datname = '{name_in(url)}' AND pid <> pg_backend_pid()"
        )

    def ask(self, sql: str) -> str:
        """Run one statement as the superuser and return what psql prints.

        Raises ServerUnavailableError with the server's words if it fails.
        """
        admin = self._admin
        place = ["--host", admin.hostname or LOOPBACK, "--port", str(admin.port or 5432)]
        who = ["--username", admin.username or "postgres", "--no-password", "--dbname", "postgres"]
        answer = subprocess.run(
            [_postgres("psql"), *place, *who, "--no-psqlrc", "-qAt", "--command", sql],
            env={"PGPASSWORD": admin.password or "", "PGCONNECT_TIMEOUT": "5"},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise ServerUnavailableError(f"PostgreSQL: {answer.stderr.strip()}")
        return answer.stdout.strip()

    def _make_role(self) -> None:
        if self._role_made:
            return
        # Whoever else makes it at this moment, in another process, goes first or waits.
        self.ask(
            f"SELECT pg_advisory_xact_lock({_ROLE_LOCK});"
            f"DO $$ BEGIN IF to_regrole('{TEST_ROLE}') IS NULL"
            f" THEN CREATE ROLE {TEST_ROLE}; END IF; END $$;"
            f"ALTER ROLE {TEST_ROLE} LOGIN NOSUPERUSER PASSWORD '{self._admin.password}'"
        )
        self._role_made = True


def name_in(url: str) -> str:
    """Return the database's name in a database address."""
    return urlsplit(url).path.lstrip("/")


def _postgres(name: str) -> str:
    """Return the path of one of PostgreSQL's programs; Debian keeps most of them off PATH."""
    return find_program(name, kept_in="/usr/lib/postgresql/*/bin")
