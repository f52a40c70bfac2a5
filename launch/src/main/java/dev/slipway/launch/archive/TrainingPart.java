package dev.slipway.launch.archive;

/**
 * What a manager has to train: it loads, by using them, classes that its JVMs load. Found by {@link
 * java.util.ServiceLoader} while a class-data archive is made.
 */
public interface TrainingPart {
  void run() throws Exception;
}
