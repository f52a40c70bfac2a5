package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.MainResource;
import dev.slipway.spark.driver.app.Probe;
import dev.slipway.spark.driver.app.ShelfFileSystem;
import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Properties, files and class loaders as a user's main finds them. */
class WhatTheProgramSeesTest {
  private static Sandbox sandbox;
  private static Path folder;
  private static Path probe;
  private static Path shelf;

  @BeforeAll
  static void open() throws IOException {
    sandbox = Sandbox.create();
    folder = sandbox.folder();
    probe = TestJar.of(folder.resolve("probe.jar"), Probe.class);
    shelf = TestJar.of(folder.resolve("shelf.jar"), ShelfFileSystem.class);
    Files.createDirectories(folder.resolve("lib"));
    TestJar.ofTexts(folder.resolve("lib/one.jar"), Map.of("greeting.txt", "hello"));
    TestJar.ofTexts(folder.resolve("lib/two.jar"), Map.of("other.txt", "hi"));
    TestJar.ofTexts(folder.resolve("data.zip"), Map.of("numbers.txt", "1 2 3"));
    Files.writeString(folder.resolve("mine.py"), "");
    Files.writeString(folder.resolve("remote.txt"), "far");
  }

  @AfterEach
  void nothingIsLeft() {
    LeakCheck.assertNothingLeft(sandbox);
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  /** Spark's own spark-submit is the oracle: the same files, the same properties. */
  @Test
  void filesOfEverySchemeAndThePropertiesRewrittenAsSparkDoes() throws IOException {
    HttpServer server = serve(probe);
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/probe.jar";
      Map<String, String> properties =
          Map.of(
              "spark.hadoop.fs.shelf.impl", ShelfFileSystem.class.getName(),
              "spark.jars", folder + "/lib/*.jar,shelf:" + folder + "/lib/one.jar",
              "spark.files", "shelf:" + folder + "/remote.txt#near.txt",
              "spark.archives", folder + "/data.zip#data",
              "spark.submit.pyFiles", folder + "/mine.py",
              "spark.my.password", "hunter2",
              "spark.my.url", "http://ada:hunter3@example.org/");
      DriverProcess driver =
          DriverProcess.of(sandbox, new MainResource.Jar(address, Optional.empty()))
              .extraClassPath(shelf)
              .property("slipway.colour", "blue")
              .verbose();
      properties.forEach(driver::property);
      Run ours = driver.start("look");
      Run sparks = sparkSubmit(properties, address);
      assertThat(ours.exitCode()).as("%s", ours).isZero();
      assertThat(sparks.exitCode()).as("%s", sparks).isZero();
      Map<String, String> seen = seen(ours);
      assertThat(seen).containsAllEntriesOf(comparable(seen(sparks)));
      assertThat(seen)
          .containsEntry("slipway.master", "local[2]")
          .containsEntry("slipway.colour", "blue")
          .containsEntry("on class path", "false");
      assertThat(Long.parseLong(seen.get("spark.app.submitTime"))).isPositive();
      assertThat(seen.get("spark.repl.local.jars").split(",")).hasSize(3);
      assertThat(seen.get("own")).startsWith("file:" + folder + "/tmp/slipway-driver-");
      assertThat(ours.stderr())
          .contains("Main class:\n" + Probe.class.getName(), "Arguments:\nlook", "Spark config:\n")
          .contains("(spark.my.password,*********(redacted))", "Classpath elements:\nfile:")
          .doesNotContain("hunter2", "hunter3");
    } finally {
      server.stop(0);
    }
  }

  private static Run sparkSubmit(Map<String, String> properties, String address) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.sparkHome().resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--name", "probe"));
    command.addAll(List.of("--driver-class-path", shelf.toString()));
    properties.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of(address, "look"));
    return sandbox.run(command, Map.of());
  }

  /** Less what names a temporary folder, and what spark-submit alone knows of itself. */
  private static Map<String, String> comparable(Map<String, String> sparks) {
    Map<String, String> all = new TreeMap<>(sparks);
    all.keySet()
        .removeAll(
            Set.of(
                "spark.app.submitTime",
                "spark.repl.local.jars",
                "spark.driver.extraClassPath",
                "own"));
    assertThat(all).containsKeys("spark.jars", "spark.files", "spark.archives", "SPARK_SUBMIT");
    return all;
  }

  @Test
  void theUsersClassesFirstWhenAskedFor() {
    Path theirs =
        TestJar.ofTexts(folder.resolve("theirs.jar"), Map.of("greeting.txt", "the cluster's"));
    for (boolean first : new boolean[] {false, true}) {
      Run run =
          DriverProcess.jar(sandbox, probe.toString(), Probe.class.getName())
              .extraClassPath(theirs)
              .property("spark.jars", folder + "/lib/one.jar")
              .property("spark.driver.userClassPathFirst", Boolean.toString(first))
              .start("look");
      assertThat(run.exitCode()).as("%s", run).isZero();
      assertThat(seen(run).get("greeting")).contains(first ? "one.jar" : "theirs.jar");
    }
  }

  private static Map<String, String> seen(Run run) {
    Map<String, String> seen = new TreeMap<>();
    run.stdout()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(line -> seen.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    return seen;
  }

  private static HttpServer serve(Path file) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/" + file.getFileName(),
        exchange -> {
          byte[] content = Files.readAllBytes(file);
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    server.start();
    return server;
  }
}
