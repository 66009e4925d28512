"""PostgreSQL, started for the test: the scripts of `audit --sql postgresql` find in it what SQLite finds, and
`audit --data postgresql://…` reads from it what a folder says.

    postgresql_test.py CHAPERONE DIALECT_CASES SOURCE_DIR [unittest arguments]

Needs what `scripts/install-deps services` installs. Everything runs on the loopback interface, in a temporary folder.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

CHAPERONE, CASES, SOURCES = sys.argv[1:4]
sys.path.insert(0, os.path.join(SOURCES, "tests/services"))

from postgres import Cluster  # noqa: E402

RULES = os.path.join(SOURCES, "specs/messenger_kids/launch.chap")
DATA = os.path.join(SOURCES, "specs/messenger_kids/incident/data")


def audit(data, *more):
    run = subprocess.run([CHAPERONE, "audit", RULES, "--data", data, "--no-check", "--quiet", *more], text=True,
                         capture_output=True, check=False)
    return run.returncode, run.stdout, run.stderr


def shown(answer):
    """Without where the data are and how long it took."""
    code, out, wrong = answer
    return code, re.sub(r'"(data|seconds)": [^,\n]*', "", out), wrong


class PostgresqlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="chaperone-dialects-")
        os.chmod(cls.folder.name, 0o755)
        cls.cluster = Cluster(os.path.join(cls.folder.name, "service")).__enter__()
        cls.cluster.sql("postgres", "-c", "create database incident", "-c", "create database scripts")
        for path in sorted(glob.glob(os.path.join(DATA, "*.csv"))):
            name = os.path.basename(path).removesuffix(".csv")
            with open(path, encoding="utf-8") as file:
                columns = ", ".join(f'"{column}" text' for column in file.readline().strip().split(","))
            cls.cluster.sql("incident", "-c", f'create table "{name}" ({columns})',
                            "-c", f"\\copy \"{name}\" from '{path}' csv header")

    @classmethod
    def tearDownClass(cls):
        cls.cluster.__exit__()
        cls.folder.cleanup()

    def address(self, database="incident"):
        return f"postgresql://owner@127.0.0.1:{self.cluster.port}/{database}"

    def assertTold(self, answer, *words):
        code, out, wrong = answer
        self.assertEqual((code, out), (2, ""), wrong)
        self.assertEqual(len(wrong.strip().splitlines()), 1, wrong)
        for word in (f"127.0.0.1:{self.cluster.port}", *words):
            self.assertIn(word, wrong)

    def test_scripts_find_what_they_find_in_sqlite(self):
        engine = os.path.join(SOURCES, "tests/dialects/node/engine_test.mjs")
        subprocess.run(["node", engine, CASES, SOURCES, "2", "40000", "postgresql",
                        self.cluster.program("psql"), self.address("scripts")], check=True)

    def test_a_database_is_read_as_a_folder_is(self):
        for form in ("text", "json", "csv"):
            with self.subTest(form):
                answer = audit(self.address(), "--format", form)
                self.assertEqual(answer[0], 1)
                self.assertEqual(shown(answer), shown(audit(DATA, "--format", form)))

    def test_nothing_is_written_whatever_a_map_says(self):
        path = os.path.join(self.folder.name, "map")
        for query in ("drop table member", "with gone as (delete from member returning *) select * from gone"):
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"member: {query}\n")
            self.assertTold(audit(self.address(), "--map", path), "`member`: ")
        self.assertEqual(audit(self.address()), audit(DATA))

    def test_what_cannot_be_read_is_told_with_its_place(self):
        self.assertTold(audit(self.address("nobody")), 'database "nobody" does not exist')
        path = os.path.join(self.folder.name, "map")
        with open(path, "w", encoding="utf-8") as file:
            file.write("member: no_such_table\n")
        self.assertTold(audit(self.address(), "--map", path), "`member`: ", "no_such_table")
        self.cluster.sql("incident", "-c", "create schema narrow", "-c", "create table narrow.member (one text)")
        self.assertTold(audit(self.address() + "?options=-csearch_path%3Dnarrow"), "table `member`", "column")

    def test_a_connection_that_is_lost_is_told(self):
        self.cluster.sql("incident", "-c", "create schema slow", "-c",
                         "create view slow.member as select 'g' || n as group, 'u' || n as user, pg_sleep(0.01)::text as x "
                         "from generate_series(1, 100000) n")
        path = os.path.join(self.folder.name, "map")
        with open(path, "w", encoding="utf-8") as file:
            file.write("member: select \"group\", \"user\" from (select *, x as y from slow.member offset 0) q where y is not null\n")
        killer = threading.Thread(target=self.end_readers)
        killer.start()
        answer = audit(self.address(), "--map", path)
        killer.join()
        self.assertTold(answer, "`member`: ", "terminating connection")

    def end_readers(self):
        """Ends the connection that reads the slow table, once it is there."""
        ended = ("select pg_terminate_backend(pid) from pg_stat_activity where query like '%offset 0%' "
                 "and query not like '%pg_stat%' and state = 'active'")
        for _ in range(200):
            time.sleep(0.1)
            if "t" in self.cluster.sql("incident", "-c", ended).split():
                return


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
