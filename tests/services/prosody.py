"""Prosody with the module prosody/mod_roster_guard.lua.

    with Prosody(folder, "everybody") as service:
        service.driver()                    the command for `chaperone conform --driver`
"""

import contextlib
import os
import shlex
import shutil
import subprocess
import tempfile
import time

from service import HERE, Service

CONFIGURATION = """
admins = {{ "observer@localhost" }}
plugin_paths = {{ "{folder}/modules" }}
data_path = "{folder}/data"
pidfile = "{folder}/prosody.pid"
log = {{ warn = "*console" }}
modules_enabled = {{ "roster", "saslauth", "disco" }}
modules_disabled = {{ "s2s", "tls", "offline" }}
storage = "memory"
authentication = "insecure"
insecure_open_authentication = "Yes please, I know what I'm doing!"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
VirtualHost "localhost"
Component "rooms.localhost" "muc"
  modules_enabled = {{ "roster_guard" }}
  roster_guard_looks_at = "{looks_at}"
  muc_room_locking = false
  muc_room_default_persistent = true
  muc_room_default_members_only = true
  muc_room_default_allow_member_invites = true
"""


class Prosody(Service):
    def __init__(self, folder, looks_at):
        super().__init__(folder, "prosody")
        self.looks_at = looks_at

    def __enter__(self):
        for name in ("modules", "data"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(HERE / "prosody/mod_roster_guard.lua", self.folder / "modules")
        configuration = self.folder / "prosody.cfg.lua"
        configuration.write_text(CONFIGURATION.format(folder=self.folder, port=self.port, looks_at=self.looks_at),
                                 encoding="utf-8")
        self.give_away()
        self.start("prosody", "-F", "--config", str(configuration))
        return self

    def words(self, program):
        return ["/usr/bin/python3", str(HERE / "prosody" / program), "127.0.0.1", str(self.port)]

    def driver(self):
        return shlex.join(["exec", *self.words("adapter.py")])

    @contextlib.contextmanager
    def session_daemon(self):
        """The command of adapters that act in the same sessions, as long as the daemon runs that holds these."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "sessions")
            daemon = subprocess.Popen([*self.words("session_daemon.py"), path, "serve"])
            try:
                for _ in range(200):
                    if os.path.exists(path):
                        break
                    time.sleep(0.05)
                yield shlex.join(["exec", *self.words("session_daemon.py"), path])
            finally:
                daemon.terminate()
                daemon.wait()
