"""PostgreSQL: an empty cluster, and one with the messenger of postgres/messenger.sql.

    with Cluster(folder) as cluster:
        cluster.sql("postgres", "-c", "create database kids")
    with Postgres(folder) as service:
        service.looks_at("everybody")
        service.driver("serializable")      the command for `chaperone conform --driver`
"""

import glob
import os
import shlex
import subprocess

from service import HERE, Service


class Cluster(Service):
    def __init__(self, folder):
        super().__init__(folder, "postgres")
        self.programs = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))

    def program(self, name):
        return os.path.join(self.programs, name)

    def __enter__(self):
        self.folder.mkdir(parents=True)
        self.give_away()
        data = str(self.folder / "data")
        initdb = [self.program("initdb"), "-D", data, "-U", "owner", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(self.command(*initdb), check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start(self.program("postgres"), "-D", data, "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder),
                   "-c", "fsync=off")
        return self

    def is_ready(self):
        return subprocess.run([self.program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0

    def stop(self):
        # The signal for a fast shutdown. It must reach the server itself, not the program that changed the user.
        pid = (self.folder / "data/postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        subprocess.run(["kill", "-INT", pid])
        self.server.wait()

    def sql(self, database, *words):
        """What psql prints."""
        return subprocess.run([self.program("psql"), "-q", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
                               "-p", str(self.port), "-U", "owner", "-d", database, *words], check=True,
                              stdout=subprocess.PIPE, text=True).stdout


class Postgres(Cluster):
    def __enter__(self):
        super().__enter__()
        self.sql("postgres", "-c", "create database kids")
        self.sql("kids", "-f", str(HERE / "postgres/messenger.sql"))
        return self

    def looks_at(self, whom):
        """What the policy on group members looks at: `inviter` (the flaw) or `everybody`."""
        self.sql("kids", "-c", f"delete from settings; insert into settings values ('{whom}')")

    def driver(self, isolation):
        adapter = str(HERE / "postgres/adapter.py")
        return shlex.join(["exec", "/usr/bin/python3", adapter, "127.0.0.1", str(self.port), isolation])
