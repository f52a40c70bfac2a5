package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.DependencyResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;

/** The resolver's nested exceptions in plain words, the most telling one first. */
final class Failures {
  private Failures() {}

  static SlipwayException explain(
      DependencyResolutionException failure,
      RepositorySystemSession session,
      List<RemoteRepository> repositories) {
    List<Throwable> all = all(failure).toList();
    Stream<ArtifactTransferException> transfers = of(all, ArtifactTransferException.class);
    Optional<ArtifactTransferException> broken =
        transfers.filter(e -> !(e instanceof ArtifactNotFoundException)).findFirst();
    if (broken.isPresent()) {
      return broken(broken.get());
    }
    String missing =
        of(all, ArtifactNotFoundException.class)
            .map(e -> name(e.getArtifact()))
            .distinct()
            .collect(Collectors.joining(", "));
    return new SlipwayException(
        ErrorCode.PACKAGE_MISSING,
        (missing.isEmpty() ? reason(failure) : "there is no " + missing)
            + "; looked in "
            + places(session, repositories),
        "check the coordinates in spark.jars.packages, or name another repository (--repositories)",
        failure);
  }

  private static SlipwayException broken(ArtifactTransferException e) {
    String what = name(e.getArtifact());
    String where = e.getRepository() == null ? "a repository" : e.getRepository().getUrl();
    if (of(chain(e).toList(), ChecksumFailureException.class).findFirst().isPresent()) {
      return new SlipwayException(
          ErrorCode.PACKAGE_CORRUPT,
          what + " from " + where + " is not what its checksum says: " + reason(e),
          "nothing of it was kept; try again, then tell whoever runs the repository",
          e);
    }
    return new SlipwayException(
        ErrorCode.REPOSITORY_UNREACHABLE,
        "cannot get " + what + " from " + where + ": " + reason(e),
        "check the network and the repository's URL; proxies and mirrors are taken from Maven's"
            + " settings.xml",
        e);
  }

  private static String places(
      RepositorySystemSession session, List<RemoteRepository> repositories) {
    return Stream.concat(
            session.getLocalRepositoryManager() == null
                ? Stream.of()
                : Stream.of(session.getLocalRepository().getBasePath().toString()),
            repositories.stream().map(RemoteRepository::getUrl))
        .collect(Collectors.joining(", "));
  }

  private static Stream<Throwable> all(DependencyResolutionException failure) {
    DependencyResult result = failure.getResult();
    Stream<Exception> collecting = result.getCollectExceptions().stream();
    Stream<Exception> fetching =
        result.getArtifactResults().stream()
            .filter(artifact -> !artifact.isResolved())
            .flatMap(artifact -> artifact.getExceptions().stream());
    return Stream.of(collecting, fetching, Stream.<Exception>of(failure))
        .flatMap(exceptions -> exceptions)
        .flatMap(Failures::chain);
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, e -> e != null, Throwable::getCause);
  }

  private static <E> Stream<E> of(List<Throwable> all, Class<E> type) {
    return all.stream().filter(type::isInstance).map(type::cast);
  }

  /** The innermost cause says it best. */
  private static String reason(Throwable failure) {
    Throwable last = chain(failure).reduce(failure, (outer, inner) -> inner);
    return last.getMessage() == null ? last.toString() : last.getMessage();
  }

  private static String name(Artifact artifact) {
    return artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getVersion();
  }
}
