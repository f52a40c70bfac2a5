package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A file in the form of {@code spark-defaults.conf}: Java properties in UTF-8, values trimmed. */
final class PropertiesFile {
  private PropertiesFile() {}

  /**
   * @throws SlipwayException RESOURCE_MISSING
   */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "the properties file " + file + " does not exist",
          "name a file that does, or leave --properties-file out");
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "the properties file " + file + " cannot be read: " + e.getMessage(),
          "mend the file",
          e);
    }
    Map<String, String> result = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      result.put(key, trimExceptLineEnds(properties.getProperty(key)));
    }
    return result;
  }

  /** As Spark: a value may be a delimiter such as {@code \n}, which trimming would take away. */
  private static String trimExceptLineEnds(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isTrimmed(text.charAt(start))) {
      start++;
    }
    while (end > start && isTrimmed(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isTrimmed(char c) {
    return c <= ' ' && c != '\r' && c != '\n';
  }
}
