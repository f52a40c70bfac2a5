package dev.slipway.yarn.submit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.util.Records;

/** A submission to nobody, for class-data archives. */
public final class Rehearsal {
  private Rehearsal() {}

  public static void submission(Configuration configuration) throws Exception {
    YarnClient client = YarnClient.createYarnClient();
    client.init(configuration);
    client.start();
    ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
    context.setApplicationId(ApplicationId.newInstance(1, 1));
    context.setResource(Resource.newInstance(1024, 1));
    ContainerLaunchContext container = Records.newRecord(ContainerLaunchContext.class);
    container.setCommands(List.of("true"));
    container.setEnvironment(Map.of("A", "b"));
    context.setAMContainerSpec(container);
    new Credentials().write(new java.io.DataOutputStream(java.io.OutputStream.nullOutputStream()));
    inVain(client::createApplication);
    inVain(() -> client.submitApplication(context));
    inVain(() -> client.getApplicationReport(context.getApplicationId()));
    client.stop();
  }

  /** What a call throws does not matter: what it loaded does. */
  public static void inVain(Callable<?> call) {
    try {
      call.call();
    } catch (Exception expected) {
      // Nobody is there.
      return;
    }
  }
}
