package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;

/**
 * What a container is, for good. The agent keeps it beside the container, so that a server that
 * knows nothing any more learns it from there.
 *
 * @param id unique in time and among clusters
 * @param name within its application: an executor's id
 * @param readKey whoever knows it may read the container's logs
 */
public record ContainerIdentity(
    String id,
    String application,
    JvmSpec.Role role,
    String name,
    ProfileId profile,
    String recipeHash,
    Resources resources,
    String readKey) {}
