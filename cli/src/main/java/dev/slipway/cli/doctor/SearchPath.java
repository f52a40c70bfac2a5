package dev.slipway.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders in which programs are looked for. */
record SearchPath(List<String> folders) {

  /**
   * @param variable as {@code PATH}
   */
  static SearchPath of(String variable) {
    return new SearchPath(List.of(variable.split(":")));
  }

  Optional<Path> program(String name) {
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
