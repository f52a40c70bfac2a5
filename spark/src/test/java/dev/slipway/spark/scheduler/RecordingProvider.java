package dev.slipway.spark.scheduler;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ContainerState;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes down what it is asked. */
final class RecordingProvider implements ExecutorProvider {
  final List<Map<ProfileId, Demand>> wants = new ArrayList<>();
  final List<Long> generations = new ArrayList<>();
  final Map<ExecutorId, ReleaseReason> released =
      Collections.synchronizedMap(new LinkedHashMap<>());
  final CompletableFuture<ExecutorObservation> explanation = new CompletableFuture<>();

  @Override
  public List<ExecutorObservation> start(ExecutorEvents events) {
    return List.of();
  }

  @Override
  public String applicationId() {
    return "app";
  }

  @Override
  public void want(long generation, Map<ProfileId, Demand> totals) {
    generations.add(generation);
    wants.add(totals);
  }

  @Override
  public void release(ExecutorId id, ReleaseReason why) {
    released.put(id, why);
  }

  @Override
  public List<ExecutorObservation> list() {
    return List.of();
  }

  @Override
  public CompletionStage<ExecutorObservation> explain(ExecutorId id) {
    return explanation;
  }

  @Override
  public Optional<String> logLocation(ExecutorId id) {
    return Optional.of("/logs/" + id);
  }

  @Override
  public void close() {}

  /** The newest total of a profile. */
  int wanted(int profile) {
    return wants.get(wants.size() - 1).get(new ProfileId(profile)).count();
  }

  static ExecutorRecipe recipe(int cores) {
    Memory none = Memory.ofMebibytes(0);
    ContainerMemory memory =
        new ContainerMemory(Memory.ofMebibytes(1024), Memory.ofMebibytes(384), none, none);
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            memory.heap(),
            cores,
            List.of(),
            Map.of(),
            "",
            "",
            Map.of(),
            List.of());
    return new ExecutorRecipe(cores, memory, jvm, "hash-" + cores);
  }

  static ExecutorObservation running(int id, int profile, int cores) {
    return new ExecutorObservation(
        ExecutorId.of(id),
        new ProfileId(profile),
        ContainerState.RUNNING,
        "node-1",
        "hash-" + cores,
        Optional.empty());
  }
}
