"""Dovecot with shared mailboxes, whose rights it looks up anew for each command.

    with Dovecot(folder) as service:
        service.driver()                    the command for `chaperone conform --driver`
"""

from service import Service

CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
default_internal_user = {account}
default_login_user = {account}
default_internal_group = {group}
first_valid_uid = 1
mail_fsync = never
mail_plugins = acl
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={account} gid={group} home={folder}/mail/%u
}}
namespace own {{
  inbox = yes
  separator = /
  location = maildir:~/Maildir
}}
namespace others {{
  type = shared
  separator = /
  prefix = shared/%%u/
  location = maildir:{folder}/mail/%%u/Maildir
  subscriptions = no
  list = children
}}
protocol imap {{
  mail_plugins = acl imap_acl
}}
plugin {{
  acl = vfile:cache_secs=0
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service imap {{
  service_count = 0
  process_limit = 200
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot(Service):
    def __init__(self, folder):
        super().__init__(folder, "dovecot")

    def __enter__(self):
        for name in ("run", "mail"):
            (self.folder / name).mkdir(parents=True)
        self.write("dovecot.conf", CONFIGURATION)
        self.give_away()
        self.start("dovecot", "-F", "-c", str(self.folder / "dovecot.conf"))
        return self

    def driver(self):
        return self.adapter("dovecot")
