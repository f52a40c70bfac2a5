package dev.slipway.packages;

import dev.slipway.api.SlipwayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyGraphTransformer;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.graph.transformer.ChainedDependencyGraphTransformer;
import org.eclipse.aether.util.graph.transformer.ConfigurableVersionSelector;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.graph.transformer.JavaDependencyContextRefiner;
import org.eclipse.aether.util.graph.transformer.JavaScopeDeriver;
import org.eclipse.aether.util.graph.transformer.JavaScopeSelector;
import org.eclipse.aether.util.graph.transformer.SimpleOptionalitySelector;

/**
 * Maven's resolver, set to Spark's rules where they differ: of two versions the higher one counts,
 * and repositories named inside packages are not asked. What is fetched is checked, and kept in a
 * local repository that several processes may use at once: the resolver locks each artifact by a
 * file.
 */
final class Resolver {
  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          // The default drops what a version needs before it is known to be the highest.
          "aether.dependencyCollector.bf.skipper", "versioned",
          "aether.syncContext.named.factory", "file-lock",
          "aether.syncContext.named.nameMapper", "file-gaecv",
          "aether.transport.http.connectTimeout", 10_000,
          "aether.transport.http.requestTimeout", 60_000,
          "aether.transport.http.userAgent", "slipway");

  private final Path cache;
  private final MavenSettings settings;
  private final Progress progress;

  /**
   * @param cache the local repository
   */
  Resolver(Path cache, MavenSettings settings, Progress progress) {
    this.cache = cache;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * The jars of these packages and of all that they need at run time, the packages first.
   *
   * @throws SlipwayException PACKAGE_MISSING, PACKAGE_CORRUPT, REPOSITORY_UNREACHABLE
   */
  List<Artifact> resolve(
      List<Coordinate> packages, Exclusions exclusions, List<RemoteRepository> repositories) {
    try (RepositorySystem system = new RepositorySystemSupplier().get();
        CloseableSession session = session(system, exclusions)) {
      CollectRequest wanted =
          new CollectRequest(
              packages.stream().map(Resolver::dependency).toList(),
              List.of(),
              system.newResolutionRepositories(session, repositories));
      return resolve(system, session, wanted);
    } finally {
      progress.end();
    }
  }

  private List<Artifact> resolve(
      RepositorySystem system, RepositorySystemSession session, CollectRequest wanted) {
    try {
      return system
          .resolveDependencies(
              session, new DependencyRequest(wanted, (node, parents) -> isJar(node)))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .toList();
    } catch (DependencyResolutionException e) {
      throw Failures.explain(e, session, wanted.getRepositories());
    }
  }

  private CloseableSession session(RepositorySystem system, Exclusions exclusions) {
    SessionBuilderSupplier supplier = new SessionBuilderSupplier(system);
    SessionBuilder session = supplier.get();
    session.setSystemProperties(System.getProperties());
    session.setConfigProperties(CONFIGURATION);
    session.setDependencySelector(
        new AndDependencySelector(supplier.getDependencySelector(), exclusions));
    session.setDependencyGraphTransformer(transformer());
    session.setIgnoreArtifactDescriptorRepositories(true);
    session.setTransferListener(progress);
    session.withLocalRepositories(localRepositories());
    settings.applyTo(session);
    return session.build();
  }

  /** As {@link SessionBuilderSupplier} has it, except for the version. */
  private static DependencyGraphTransformer transformer() {
    return new ChainedDependencyGraphTransformer(
        new ConflictResolver(
            new ConfigurableVersionSelector(new HighestVersion()),
            new JavaScopeSelector(),
            new SimpleOptionalitySelector(),
            new JavaScopeDeriver()),
        new JavaDependencyContextRefiner());
  }

  /** Ours, which is written, and Maven's. */
  private List<LocalRepository> localRepositories() {
    return Stream.concat(Stream.of(cache), settings.localRepository().stream())
        .map(LocalRepository::new)
        .toList();
  }

  /** The root of the tree stands for no artifact. */
  private static boolean isJar(DependencyNode node) {
    return node.getArtifact() != null && node.getArtifact().getExtension().equals("jar");
  }

  private static Dependency dependency(Coordinate wanted) {
    Artifact artifact =
        new DefaultArtifact(wanted.group(), wanted.artifact(), "jar", wanted.version());
    return new Dependency(artifact, JavaScopes.COMPILE);
  }
}
