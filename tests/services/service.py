"""What the services of the tests have in common: a data folder of their own, a free port, another user than root."""

import grp
import os
import pathlib
import pwd
import shlex
import shutil
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """A context: the server runs on 127.0.0.1:`port` while it is entered. `user` runs it where we are root."""

    def __init__(self, folder, user):
        self.folder = pathlib.Path(folder)
        self.user = user
        self.port = free_port()
        self.server = None

    def command(self, *words):
        return (["runuser", "-u", self.user, "--"] if os.getuid() == 0 else []) + list(words)

    def account(self):
        """Who runs the server."""
        return pwd.getpwnam(self.user) if os.getuid() == 0 else pwd.getpwuid(os.getuid())

    def write(self, name, configuration):
        """A file in the folder, with what it has to know in braces."""
        account = self.account()
        text = configuration.format(folder=self.folder, port=self.port, account=account.pw_name,
                                    group=grp.getgrgid(account.pw_gid).gr_name)
        (self.folder / name).write_text(text, encoding="utf-8")

    def adapter(self, room):
        """The command of the adapter in that folder."""
        return shlex.join(["exec", "/usr/bin/python3", str(HERE / room / "adapter.py"), "127.0.0.1", str(self.port)])

    def give_away(self):
        """Lets the server's user write to everything in the folder."""
        if os.getuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, self.user)

    def start(self, *words):
        with open(self.folder / "output.log", "w", encoding="utf-8") as log:
            self.server = subprocess.Popen(self.command(*words), stdout=log, stderr=log, cwd="/")
        for _ in range(200):
            if self.server.poll() is None and self.is_ready():
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("the server does not start: " + (self.folder / "output.log").read_text(encoding="utf-8"))

    def is_ready(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False

    def stop(self):
        if self.server.poll() is None:
            self.server.terminate()
        self.server.wait()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
