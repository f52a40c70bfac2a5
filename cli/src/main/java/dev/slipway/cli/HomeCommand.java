package dev.slipway.cli;

import dev.slipway.core.Overlay;
import dev.slipway.launch.SparkInstallation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code slipway home}: for whatever starts {@code $SPARK_HOME/bin/spark-submit} by itself. */
@Command(
    name = "home",
    description = "Print a SPARK_HOME whose spark-submit is Slipway: SPARK_HOME=$(slipway home).")
final class HomeCommand implements Callable<Integer> {
  private final Workplace workplace;

  HomeCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    System.out.println(new Overlay(workplace.folders().state(), workplace.root()).over(spark));
    return 0;
  }
}
