package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import java.util.Optional;

/**
 * What a container is, for good. The agent keeps it beside the container, so that a server that
 * knows nothing any more learns it from there.
 *
 * @param id unique in time and among clusters
 * @param attempt which run of its application's driver it belongs to, from 1
 * @param name within its attempt: an executor's id
 * @param readKey whoever knows it may read the container's logs
 * @param account of its submitter, as the server knows it by a token; empty: nobody's in particular
 */
public record ContainerIdentity(
    String id,
    String application,
    int attempt,
    JvmSpec.Role role,
    String name,
    ProfileId profile,
    String recipeHash,
    Resources resources,
    String readKey,
    Optional<String> account) {

  public Attempt of() {
    return new Attempt(application, attempt);
  }
}
