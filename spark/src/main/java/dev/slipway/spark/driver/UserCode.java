package dev.slipway.spark.driver;

import java.util.List;

/**
 * What is to be run, its files on this machine.
 *
 * @param mainClass of a Java program; for Python the gateway's, when there is no file
 * @param pythonFile of a Python program; else empty
 * @param pythonFiles {@code --py-files}, local
 * @param classPath of the user's code: the application's jar, then {@code --jars}
 */
record UserCode(
    String mainClass, String pythonFile, List<String> pythonFiles, List<String> classPath) {

  UserCode {
    pythonFiles = List.copyOf(pythonFiles);
    classPath = List.copyOf(classPath);
  }

  boolean python() {
    return !pythonFile.isEmpty();
  }
}
