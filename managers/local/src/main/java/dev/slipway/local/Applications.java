package dev.slipway.local;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Filter;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All applications of a state folder: {@code applications/ID}, and for each submission a file
 * {@code submissions/SUBMISSION} that names the application it became.
 */
final class Applications {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path applications;
  private final Path submissions;

  Applications(Path folder) {
    this.applications = folder.resolve("applications");
    this.submissions = folder.resolve("submissions");
  }

  /** A new application, or the one that this submission became before. Durable when it returns. */
  ApplicationFolder create(ApplicationFolder.Submitted submitted) throws IOException {
    Files.createDirectories(applications, PrivateFiles.FOLDER);
    Files.createDirectories(submissions, PrivateFiles.FOLDER);
    try (FolderLock lock = FolderLock.take(submissions)) {
      lock.check();
      Optional<ApplicationFolder> known = bySubmission(submitted.submission());
      if (known.isPresent()) {
        return known.get();
      }
      ApplicationFolder folder =
          ApplicationFolder.create(applications.resolve(newId(submitted)), submitted);
      PrivateFiles.write(submissions.resolve(submitted.submission()), folder.id());
      return folder;
    }
  }

  Optional<ApplicationFolder> bySubmission(String submission) throws IOException {
    Path file = submissions.resolve(submission);
    return Files.isRegularFile(file)
        ? Optional.of(new ApplicationFolder(applications.resolve(Files.readString(file))))
        : Optional.empty();
  }

  ApplicationFolder named(String id) {
    Path path = applications.resolve(id);
    if (!path.normalize().startsWith(applications) || !Files.isDirectory(path)) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND, "there is no local application " + id, "see slipway list");
    }
    return new ApplicationFolder(path);
  }

  /** Ids begin with the time of submission. */
  List<ApplicationFolder> newestFirst() throws IOException {
    if (!Files.isDirectory(applications)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(applications)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("life")))
          .sorted(Comparator.comparing((Path folder) -> folder.getFileName().toString()).reversed())
          .map(ApplicationFolder::new)
          .toList();
    }
  }

  Page<Observation> page(Filter filter) throws IOException {
    List<Observation> found = new ArrayList<>();
    for (ApplicationFolder folder : newestFirst()) {
      if (filter.after().filter(cursor -> folder.id().compareTo(cursor) >= 0).isPresent()) {
        continue;
      }
      Observation observation = folder.observation();
      if (filter.states().isEmpty() || filter.states().contains(observation.state())) {
        found.add(observation);
      }
      if (found.size() == filter.limit()) {
        return new Page<>(found, Optional.of(folder.id()));
      }
    }
    return new Page<>(found, Optional.empty());
  }

  private String newId(ApplicationFolder.Submitted submitted) {
    String stamp = "local-" + STAMP.format(submitted.at());
    for (int n = 0; ; n++) {
      String id = String.format(Locale.ROOT, "%s-%04d", stamp, n);
      if (!Files.exists(applications.resolve(id))) {
        return id;
      }
    }
  }
}
