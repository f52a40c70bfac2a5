package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.spark.SparkConf;
import org.apache.spark.api.python.Py4JServer;

/** The server in this JVM that a Python driver speaks to: Spark's own. */
final class PythonGateway implements AutoCloseable {
  private final Py4JServer server;

  private PythonGateway(Py4JServer server) {
    this.server = server;
  }

  /**
   * Threads that the server makes are daemons if the one that starts it is: Python's end must not
   * leave the JVM waiting for them.
   *
   * @throws SlipwayException SYSTEM
   */
  static PythonGateway open(SparkConf configuration) throws InterruptedException {
    Py4JServer server = new Py4JServer(configuration);
    FutureTask<Void> start = new FutureTask<>(server::start, null);
    Thread starter = new Thread(start, "py4j-gateway-init");
    starter.setDaemon(true);
    starter.start();
    try {
      start.get();
      return new PythonGateway(server);
    } catch (ExecutionException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the gateway for Python cannot listen on the loopback address: " + e.getCause(),
          "check that 127.0.0.1 and its ports may be used",
          e);
    }
  }

  int port() {
    return server.getListeningPort();
  }

  String secret() {
    return server.secret();
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
