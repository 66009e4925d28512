"""ngIRCd without the pauses that it makes for floods of commands.

    with Ngircd(folder) as service:
        service.driver()                    the command for `chaperone conform --driver`
"""

from service import Service

CONFIGURATION = """
[Global]
Name = irc.localhost.test
Info = rules
Listen = 127.0.0.1
Ports = {port}
[Limits]
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 31
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
IncludeDir = {folder}/more
"""


class Ngircd(Service):
    def __init__(self, folder):
        super().__init__(folder, "irc")

    def __enter__(self):
        (self.folder / "more").mkdir(parents=True)
        self.write("ngircd.conf", CONFIGURATION)
        self.give_away()
        self.start("ngircd", "-n", "-f", str(self.folder / "ngircd.conf"))
        return self

    def driver(self):
        return self.adapter("ngircd")
