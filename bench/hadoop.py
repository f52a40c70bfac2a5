"""A YARN of one node with HDFS, from testkit/prepare-hadoop's jars, under Hadoop's default intervals."""

import json
import os
import subprocess
import time
import urllib.request
import zipfile
from pathlib import Path

from peers import ROOT, free_port, wait_for

HOST = "127.0.0.1"
OPTIONS = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true",
           "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-opens", "java.base/java.util=ALL-UNNAMED"]
SERVER = "org.apache.hadoop."


class Hadoop:
    def __init__(self, folder, java_home):
        subprocess.run([str(ROOT / "testkit/prepare-hadoop")], check=True)
        self.folder = folder / "hadoop"
        self.conf = self.folder / "conf"
        self.environment = {**os.environ, "JAVA_HOME": java_home}
        self.web = f"{HOST}:{free_port()}"
        self.name_node = free_port()
        self.processes = []
        self.configure()
        self.java("hdfs.server.namenode.NameNode", "-format", "-nonInteractive").wait(timeout=120)
        for daemon in ("hdfs.server.namenode.NameNode", "hdfs.server.datanode.DataNode",
                       "yarn.server.resourcemanager.ResourceManager", "yarn.server.nodemanager.NodeManager"):
            self.processes.append(self.java(daemon))
        self.await_ready()

    def configure(self):
        for page in ("hdfs", "datanode"):
            (self.conf / "webapps" / page / "WEB-INF").mkdir(parents=True)
        rm, nm = "yarn.resourcemanager.", "yarn.nodemanager."
        self.site("core-site", {
            "fs.defaultFS": f"hdfs://{HOST}:{self.name_node}", "hadoop.tmp.dir": self.folder / "tmp"})
        self.site("hdfs-site", {
            "dfs.replication": 1, "dfs.namenode.name.dir": self.folder / "name", "dfs.datanode.data.dir": self.folder / "data",
            "dfs.namenode.http-address": f"{HOST}:{free_port()}", "dfs.datanode.address": f"{HOST}:0",
            "dfs.datanode.http.address": f"{HOST}:0", "dfs.datanode.ipc.address": f"{HOST}:0",
            "dfs.namenode.datanode.registration.ip-hostname-check": "false"})
        addresses = {rm + f"{name}address": f"{HOST}:{free_port()}"
                     for name in ("", "scheduler.", "resource-tracker.", "admin.")}
        self.site("yarn-site", {
            **addresses, rm + "hostname": HOST, rm + "bind-host": HOST, rm + "webapp.address": self.web,
            nm + "hostname": HOST, nm + "bind-host": HOST, nm + "address": f"{HOST}:{free_port()}",
            nm + "localizer.address": f"{HOST}:{free_port()}", nm + "webapp.address": f"{HOST}:{free_port()}",
            nm + "local-dirs": self.folder / "local", nm + "log-dirs": self.folder / "logs",
            nm + "resource.memory-mb": 8192, nm + "resource.cpu-vcores": 8, nm + "vmem-check-enabled": "false",
            nm + "disk-health-checker.max-disk-utilization-per-disk-percentage": 100,
            nm + "disk-health-checker.min-free-space-per-disk-mb": 0})
        root = "yarn.scheduler.capacity."
        self.site("capacity-scheduler", {
            root + "root.queues": "default", root + "root.default.capacity": 100,
            root + "maximum-am-resource-percent": 1.0})
        (self.conf / "log4j.properties").write_text("log4j.rootLogger=WARN,c\nlog4j.appender.c=org.apache.log4j.ConsoleAppender\n"
                                                    "log4j.appender.c.layout=org.apache.log4j.SimpleLayout\n")

    def site(self, name, properties):
        entries = "".join(f"<property><name>{k}</name><value>{v}</value></property>\n" for k, v in properties.items())
        (self.conf / f"{name}.xml").write_text(f"<configuration>\n{entries}</configuration>\n")

    def java(self, main, *arguments):
        (self.folder / "out").mkdir(exist_ok=True)
        with open(self.folder / "out" / main, "a") as log:
            return subprocess.Popen(
                [self.environment["JAVA_HOME"] + "/bin/java", *OPTIONS, "-cp", f"{self.conf}:{ROOT}/target/test-hadoop/*",
                 SERVER + main, *arguments], env=self.environment, stdout=log, stderr=log)

    def ask(self, path):
        with urllib.request.urlopen(f"http://{self.web}/ws/v1/cluster/{path}") as answer:
            return json.load(answer)

    def await_ready(self):
        wait_for(self.name_node)
        for _ in range(600):
            try:
                if self.ask("metrics")["clusterMetrics"]["activeNodes"] == 1:
                    time.sleep(5)
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise RuntimeError("YARN does not come up")

    def await_quiet(self):
        """Until no container is left."""
        for _ in range(600):
            if self.ask("metrics")["clusterMetrics"]["containersAllocated"] == 0:
                return
            time.sleep(0.2)
        raise RuntimeError("containers are left")

    def put_archive(self, spark_home):
        """Spark's jars in one archive on HDFS, as its documentation advises; returns its address."""
        local = self.folder / "spark-libs.zip"
        with zipfile.ZipFile(local, "w", zipfile.ZIP_STORED) as archive:
            for jar in sorted(Path(spark_home, "jars").glob("*.jar")):
                archive.write(jar, jar.name)
        self.java("fs.FsShell", "-put", str(local), "/spark-libs.zip").wait(timeout=120)
        return f"hdfs://{HOST}:{self.name_node}/spark-libs.zip"

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=60)
