package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Transition;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applications in one SQLite file, which only its owner can read: specifications hold secrets.
 * Write-ahead log and synchronous=FULL: what was committed survives kill -9 and a power cut.
 */
final class SqliteStore implements ApplicationStore {
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS application (number INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " id TEXT NOT NULL UNIQUE, submission TEXT NOT NULL UNIQUE, user TEXT NOT NULL,"
              + " spec TEXT NOT NULL, stopping TEXT, node TEXT NOT NULL DEFAULT '')",
          "CREATE TABLE IF NOT EXISTS transition (number INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " application TEXT NOT NULL REFERENCES application (id), state TEXT NOT NULL,"
              + " at TEXT NOT NULL, why TEXT NOT NULL, exit TEXT)",
          "CREATE TABLE IF NOT EXISTS attempt (application TEXT NOT NULL REFERENCES application (id),"
              + " number INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY (application, number))",
          "CREATE TABLE IF NOT EXISTS drained (node TEXT PRIMARY KEY, since TEXT NOT NULL)",
          "CREATE TABLE IF NOT EXISTS launch (number INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " application TEXT NOT NULL UNIQUE, launch TEXT NOT NULL)",
          "CREATE INDEX IF NOT EXISTS transition_application ON transition (application)");

  private static final int LAUNCHES_KEPT = 4000;

  private final Path file;
  private final Connection connection;

  private SqliteStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens it, or makes it.
   *
   * @throws SlipwayException SYSTEM
   */
  static SqliteStore open(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        for (String table : TABLES) {
          statement.execute(table);
        }
        addColumn(connection, "account");
      }
      return new SqliteStore(file, connection);
    } catch (IOException | SQLException e) {
      throw failed(file, e);
    }
  }

  /** For a file of before there was this column. */
  private static void addColumn(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery("PRAGMA table_info(application)")) {
      while (columns.next()) {
        if (columns.getString("name").equals(name)) {
          return;
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE application ADD COLUMN " + name + " TEXT");
    }
  }

  @Override
  public List<Submitted> load() {
    return attempt(
        () -> {
          List<Submitted> all = new ArrayList<>();
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT id, submission, user, account, spec, stopping, node FROM application"
                          + " ORDER BY number");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              all.add(application(row));
            }
          }
          return all;
        });
  }

  @Override
  public void add(Submitted application, Transition first) {
    attempt(
        () -> {
          update(
              "INSERT INTO application (id, submission, user, account, spec) VALUES (?, ?, ?, ?,"
                  + " ?)",
              application.id,
              application.submission,
              application.user,
              application.account.orElse(null),
              RecordCodec.encode(application.spec));
          insert(application, first, Optional.empty());
          return application;
        });
  }

  @Override
  public void moved(Submitted application, Transition step, Optional<ExitInfo> exit, String node) {
    attempt(
        () -> {
          if (step.to() == ApplicationState.SUBMITTED) {
            update(
                "INSERT INTO attempt (application, number, node) VALUES (?, ?, ?)",
                application.id,
                Integer.toString(application.attempt().number()),
                application.node);
          }
          update("UPDATE application SET node = ? WHERE id = ?", node, application.id);
          insert(application, step, exit);
          return application;
        });
  }

  @Override
  public void placed(Submitted application, String node) {
    attempt(
        () -> {
          update("UPDATE application SET node = ? WHERE id = ?", node, application.id);
          return application;
        });
  }

  @Override
  public void stopping(Submitted application, String why) {
    attempt(
        () -> {
          update("UPDATE application SET stopping = ? WHERE id = ?", why, application.id);
          return application;
        });
  }

  @Override
  public void forget(Submitted application) {
    attempt(
        () -> {
          update("DELETE FROM attempt WHERE application = ?", application.id);
          update("DELETE FROM transition WHERE application = ?", application.id);
          update("DELETE FROM application WHERE id = ?", application.id);
          return application;
        });
  }

  /** With those in client mode, which are no rows of another table; the newest are kept. */
  @Override
  public void launched(String application, Launch launch) {
    attempt(
        () -> {
          update(
              "INSERT OR REPLACE INTO launch (application, launch) VALUES (?, ?)",
              application,
              RecordCodec.encode(launch));
          update(
              "DELETE FROM launch WHERE number <= (SELECT MAX(number) FROM launch) - "
                  + LAUNCHES_KEPT);
          return application;
        });
  }

  @Override
  public Optional<Launch> launch(String application) {
    return attempt(
        () -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT launch FROM launch WHERE application = ?")) {
            query.setString(1, application);
            try (ResultSet row = query.executeQuery()) {
              return row.next()
                  ? Optional.of(RecordCodec.decode(Launch.class, row.getString("launch")))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public Map<String, Instant> drained() {
    return attempt(
        () -> {
          Map<String, Instant> all = new HashMap<>();
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT node, since FROM drained");
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              all.put(row.getString("node"), Instant.parse(row.getString("since")));
            }
          }
          return all;
        });
  }

  @Override
  public void drain(String node, Instant since) {
    attempt(
        () -> {
          update("INSERT INTO drained (node, since) VALUES (?, ?)", node, since.toString());
          return node;
        });
  }

  @Override
  public void left(String node) {
    attempt(
        () -> {
          update("DELETE FROM drained WHERE node = ?", node);
          return node;
        });
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private Submitted application(ResultSet row) throws SQLException {
    Submitted found =
        new Submitted(
            row.getString("id"),
            row.getString("submission"),
            row.getString("user"),
            Optional.ofNullable(row.getString("account")),
            RecordCodec.decode(ApplicationSpec.class, row.getString("spec")));
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT state, at, why, exit FROM transition WHERE application = ? ORDER BY number")) {
      query.setString(1, found.id);
      try (ResultSet step = query.executeQuery()) {
        while (step.next()) {
          found.become(
              new Transition(
                  ApplicationState.valueOf(step.getString("state")),
                  Instant.parse(step.getString("at")),
                  step.getString("why")),
              Optional.ofNullable(step.getString("exit"))
                  .map(text -> RecordCodec.decode(ExitInfo.class, text)));
        }
      }
    }
    found.stopping = Optional.ofNullable(row.getString("stopping"));
    found.node = row.getString("node");
    attempts(found);
    return found;
  }

  private void attempts(Submitted found) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT number, node FROM attempt WHERE application = ?")) {
      query.setString(1, found.id);
      try (ResultSet attempt = query.executeQuery()) {
        while (attempt.next()) {
          found.ranOn(attempt.getInt("number"), attempt.getString("node"));
        }
      }
    }
  }

  private void insert(Submitted application, Transition step, Optional<ExitInfo> exit)
      throws SQLException {
    update(
        "INSERT INTO transition (application, state, at, why, exit) VALUES (?, ?, ?, ?, ?)",
        application.id,
        step.to().name(),
        step.at().toString(),
        step.why(),
        exit.map(RecordCodec::encode).orElse(null));
  }

  private void update(String sql, @Nullable String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private interface Attempt<T> {
    T run() throws SQLException;
  }

  /**
   * One transaction: committed when it returns, undone when it throws. In SQL's words, because
   * SQLite itself undoes one that met a full disk, and the driver's own commit() then never finds
   * back.
   */
  private <T> T attempt(Attempt<T> work) {
    try {
      execute("BEGIN");
      T result = work.run();
      execute("COMMIT");
      return result;
    } catch (SQLException e) {
      rollBack(e);
      throw failed(file, e);
    }
  }

  private void rollBack(SQLException why) {
    try {
      execute("ROLLBACK");
    } catch (SQLException undoneAlready) {
      why.addSuppressed(undoneAlready);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SlipwayException failed(Path file, Exception e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "the server's record " + file + " cannot be used: " + e.getMessage(),
        "look at the disk's space and the permissions of the server's data folder",
        e);
  }
}
