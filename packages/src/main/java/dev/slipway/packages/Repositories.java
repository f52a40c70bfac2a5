package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.maven.model.Model;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.repository.internal.ArtifactDescriptorUtils;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;

/** Where packages are looked for: Maven's own default, then the user's in the order given. */
final class Repositories {
  /** Spark's variable: its URL stands in for the default repository. */
  private static final String DEFAULT_VARIABLE = "DEFAULT_ARTIFACT_REPOSITORY";

  private static final Set<String> SCHEMES = Set.of("http", "https", "file");

  private Repositories() {}

  /**
   * @param given comma-separated URLs
   * @throws SlipwayException INVALID_VALUE
   */
  static List<RemoteRepository> of(Map<String, String> environment, String given) {
    RemoteRepository standard =
        Optional.of(environment.getOrDefault(DEFAULT_VARIABLE, ""))
            .filter(url -> !url.isEmpty())
            .map(url -> repository("central", url, DEFAULT_VARIABLE))
            .orElseGet(Repositories::mavens);
    List<String> urls = Coordinate.items(given).toList();
    // Named as Spark names them; a server in Maven's settings may bear the name.
    Stream<RemoteRepository> users =
        IntStream.range(0, urls.size())
            .mapToObj(i -> repository("repo-" + (i + 1), urls.get(i), "spark.jars.repositories"));
    return Stream.concat(Stream.of(standard), users).map(Repositories::checked).toList();
  }

  /** The one that every Maven project has without saying so. */
  private static RemoteRepository mavens() {
    Model empty = new Model();
    empty.setModelVersion("4.0.0");
    empty.setGroupId("dev.slipway");
    empty.setArtifactId("packages");
    empty.setVersion("1");
    try {
      return ArtifactDescriptorUtils.toRemoteRepository(
          new DefaultModelBuilderFactory()
              .newInstance()
              .build(new DefaultModelBuildingRequest().setRawModel(empty))
              .getEffectiveModel()
              .getRepositories()
              .get(0));
    } catch (ModelBuildingException e) {
      throw new IllegalStateException("Maven's default repository is not known", e);
    }
  }

  private static RemoteRepository repository(String id, String text, String source) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme())) {
        return repository(id, uri);
      }
    } catch (URISyntaxException notUri) {
      // Refused below, without the reason: it quotes what may hold a password.
    }
    throw new SlipwayException(
        ErrorCode.INVALID_VALUE,
        "'" + text.replaceAll("//[^/]*@", "//") + "' in " + source + " is not a repository's URL",
        "write http://, https:// or file:// and the path");
  }

  /** A user and password in the URL are given to the server only, and shown nowhere. */
  private static RemoteRepository repository(String id, URI uri) {
    String user = Optional.ofNullable(uri.getUserInfo()).orElse("");
    String url = user.isEmpty() ? uri.toString() : uri.toString().replaceFirst("//[^/]*@", "//");
    RemoteRepository.Builder builder = new RemoteRepository.Builder(id, "default", url);
    if (!user.isEmpty()) {
      int colon = user.indexOf(':');
      builder.setAuthentication(
          MavenSettings.authentication(
              colon < 0 ? user : user.substring(0, colon),
              colon < 0 ? "" : user.substring(colon + 1)));
    }
    return builder.build();
  }

  private static RemoteRepository checked(RemoteRepository repository) {
    RepositoryPolicy policy =
        new RepositoryPolicy(
            true, RepositoryPolicy.UPDATE_POLICY_DAILY, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
    return new RemoteRepository.Builder(repository).setReleasePolicy(policy).build();
  }
}
