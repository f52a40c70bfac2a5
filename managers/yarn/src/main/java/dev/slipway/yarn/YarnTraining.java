package dev.slipway.yarn;

import dev.slipway.launch.archive.TrainingPart;
import dev.slipway.yarn.submit.Rehearsal;
import java.util.List;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Hadoop's clients, as application masters and drivers use them, against nobody. */
public final class YarnTraining implements TrainingPart {
  private static final List<String> MASTERS =
      List.of(
          "dev.slipway.yarn.master.ApplicationMaster",
          "dev.slipway.yarn.master.DriverChild",
          "dev.slipway.yarn.master.DriverLine",
          "dev.slipway.yarn.master.Executors",
          "dev.slipway.yarn.master.LinkServer",
          "dev.slipway.yarn.master.Master",
          "dev.slipway.yarn.master.NodeManagers",
          "dev.slipway.yarn.master.Questions",
          "dev.slipway.yarn.master.ResourceManager",
          "dev.slipway.yarn.driver.YarnDriverSide",
          "dev.slipway.yarn.driver.YarnLifecycle",
          "dev.slipway.link.LinkedExecutors",
          "dev.slipway.link.DriverProcess",
          "org.apache.hadoop.hdfs.DistributedFileSystem",
          "org.apache.hadoop.hdfs.DFSClient");

  /** Made by the service loader. */
  public YarnTraining() {}

  @Override
  public void run() throws Exception {
    for (String name : MASTERS) {
      Class.forName(name);
    }
    YarnConfiguration configuration = new YarnConfiguration();
    // Nobody is there: it fails at once.
    configuration.set("yarn.resourcemanager.address", "127.0.0.1:1");
    configuration.set("yarn.resourcemanager.scheduler.address", "127.0.0.1:1");
    configuration.set("yarn.resourcemanager.connect.max-wait.ms", "0");
    configuration.set("ipc.client.connect.max.retries", "0");
    Rehearsal.submission(configuration);
    master(configuration);
  }

  private static void master(YarnConfiguration configuration) {
    AMRMClient<ContainerRequest> manager = AMRMClient.createAMRMClient();
    NMClient nodes = NMClient.createNMClient();
    manager.init(configuration);
    nodes.init(configuration);
    manager.start();
    nodes.start();
    manager.addContainerRequest(
        new ContainerRequest(
            Resource.newInstance(1024, 1), null, null, Priority.newInstance(1), 0L));
    Rehearsal.inVain(() -> manager.registerApplicationMaster("localhost", 0, ""));
    Rehearsal.inVain(() -> manager.allocate(0));
    Rehearsal.inVain(
        () -> {
          manager.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "", "");
          return manager;
        });
    nodes.stop();
    manager.stop();
  }
}
