package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.yarn.FirstLine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** A YARN, as its clients reach it. Thread-safe; calls wait within Hadoop's bounds. */
public final class YarnCluster implements AutoCloseable {
  private final Configuration configuration;
  private final YarnClient client;

  private YarnCluster(Configuration configuration) {
    this.configuration = configuration;
    this.client = YarnClient.createYarnClient();
  }

  /**
   * Does not speak to it yet.
   *
   * @throws SlipwayException HADOOP_CONF_MISSING; and as {@link HadoopLogin} does
   */
  public static YarnCluster of(ClientSite site) {
    YarnCluster made = new YarnCluster(site.hadoop());
    HadoopLogin.begin(made.configuration, site.keys());
    made.client.init(made.configuration);
    made.client.start();
    return made;
  }

  public Configuration configuration() {
    return configuration;
  }

  /** A call on Hadoop's client. */
  interface Call<T> {
    T on(YarnClient client) throws YarnException, IOException;
  }

  /**
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, NOT_FOUND, SYSTEM
   */
  <T> T call(Call<T> call) {
    try {
      return call.on(client);
    } catch (ApplicationNotFoundException e) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND,
          "YARN does not know the application: " + e.getMessage(),
          "slipway list --master yarn shows those that it knows",
          e);
    } catch (YarnException | IOException e) {
      throw failed(e);
    }
  }

  /**
   * @throws SlipwayException as {@link #call}
   */
  public ApplicationReport report(ApplicationId id) {
    return call(yarn -> yarn.getApplicationReport(id));
  }

  /**
   * Ends it, whatever it does. One that has ended is left alone.
   *
   * @throws SlipwayException as {@link #call}
   */
  public void kill(ApplicationId id, String why) {
    call(
        yarn -> {
          yarn.killApplication(id, why);
          return id;
        });
  }

  SlipwayException failed(Exception e) {
    String address = configuration.get(YarnConfiguration.RM_ADDRESS, "");
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof AccessControlException
          || each.getClass().getSimpleName().equals("AuthorizationException")) {
        return new SlipwayException(
            ErrorCode.UNAUTHORIZED, "YARN refuses: " + each.getMessage(), "see YARN's ACLs", e);
      }
      if (each instanceof ConnectException
          || each instanceof NoRouteToHostException
          || each instanceof SocketTimeoutException
          || each instanceof UnknownHostException) {
        return new SlipwayException(
            ErrorCode.MASTER_UNREACHABLE,
            "YARN's ResourceManager at " + address + " cannot be reached: " + FirstLine.of(each),
            "check yarn.resourcemanager.address in HADOOP_CONF_DIR, and that it runs",
            e);
      }
    }
    return new SlipwayException(
        ErrorCode.SYSTEM, "YARN failed: " + FirstLine.of(e), "see the ResourceManager's log", e);
  }

  @Override
  public void close() {
    client.stop();
  }
}
