"""Redis, of which nothing is kept.

    with Redis(folder) as service:
        service.driver()                    the command for `chaperone conform --driver`
"""

from service import Service


class Redis(Service):
    def __init__(self, folder):
        super().__init__(folder, "redis")

    def __enter__(self):
        self.folder.mkdir(parents=True)
        self.give_away()
        self.start("redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder),
                   "--save", "", "--appendonly", "no")
        return self

    def driver(self):
        return self.adapter("redis")
