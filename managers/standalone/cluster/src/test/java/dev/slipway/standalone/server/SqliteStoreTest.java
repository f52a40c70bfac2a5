package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Transition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
  @TempDir private Path folder;

  /** As SQLite does when the disk is full: it ends the transaction without being told to. */
  @Test
  void aTransactionThatSqliteItselfUndidHurtsNoLaterOne() throws Exception {
    Path file = folder.resolve("applications.db");
    SqliteStore store = SqliteStore.open(file);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute(
          "CREATE TRIGGER full BEFORE INSERT ON transition WHEN NEW.application = 'too-much'"
              + " BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    }
    add(store, "first");
    assertThatThrownBy(() -> add(store, "too-much"))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYSTEM));
    add(store, "second");
    store.close();
    SqliteStore again = SqliteStore.open(file);
    assertThat(again.load())
        .extracting(application -> application.id)
        .containsExactly("first", "second");
    again.close();
  }

  private static void add(SqliteStore store, String id) {
    ApplicationSpec spec =
        new ApplicationSpec(
            id,
            MasterUrl.parse("slipway://127.0.0.1:7477"),
            DeployMode.CLUSTER,
            new MainResource.Python("a.py"),
            List.of(),
            Map.of(),
            false);
    store.add(
        new Submitted(id, id, "bob", Optional.empty(), spec),
        new Transition(ApplicationState.SUBMITTED, Instant.EPOCH, "submitted"));
  }
}
