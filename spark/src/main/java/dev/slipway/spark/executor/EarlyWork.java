package dev.slipway.spark.executor;

import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SecurityManager$;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * What an executor does anyway before it knows anything of its application, done while it waits.
 * Nothing that reads the application's settings: they may come with the driver only.
 */
final class EarlyWork {
  private static final List<String> CLASSES =
      List.of(
          "org.apache.spark.executor.CoarseGrainedExecutorBackend$",
          "org.apache.spark.executor.Executor",
          "org.apache.spark.executor.Executor$TaskRunner",
          "org.apache.spark.executor.ExecutorSource",
          "org.apache.spark.SparkEnv$",
          "org.apache.spark.storage.BlockManager",
          "org.apache.spark.storage.DiskBlockManager",
          "org.apache.spark.memory.UnifiedMemoryManager",
          "org.apache.spark.shuffle.sort.SortShuffleManager",
          "org.apache.spark.network.netty.NettyBlockTransferService",
          "org.apache.spark.broadcast.TorrentBroadcast",
          "org.apache.spark.serializer.JavaSerializer",
          "org.apache.spark.scheduler.ResultTask",
          "org.apache.spark.scheduler.ShuffleMapTask",
          "org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages$LaunchTask",
          "org.apache.spark.scheduler.TaskDescription$");

  private EarlyWork() {}

  static void run() throws ClassNotFoundException {
    SparkConf conf = new SparkConf(false);
    SparkHadoopUtil.get();
    for (String name : CLASSES) {
      Class.forName(name);
    }
    RpcEnv rpc =
        RpcEnv.create(
            "slipwayWarmUp",
            "localhost",
            "localhost",
            0,
            conf,
            new SecurityManager(
                conf, Option.empty(), SecurityManager$.MODULE$.$lessinit$greater$default$3()),
            0,
            true);
    rpc.shutdown();
    rpc.awaitTermination();
  }
}
