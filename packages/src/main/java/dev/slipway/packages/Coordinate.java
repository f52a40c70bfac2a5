package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.List;
import java.util.stream.Stream;

/** {@code group:artifact:version}; a slash does for a colon, as in Spark. */
record Coordinate(String group, String artifact, String version) {

  /**
   * @param list comma-separated
   * @throws SlipwayException INVALID_VALUE
   */
  static List<Coordinate> parse(String list) {
    return items(list).map(Coordinate::parseOne).toList();
  }

  static Stream<String> items(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(item -> !item.isEmpty());
  }

  /** The parts of an item, none of them blank; an empty list when there are not so many. */
  static List<String> parts(String item, int count) {
    List<String> parts = Stream.of(item.split("[:/]", -1)).map(String::strip).toList();
    boolean whole = parts.size() == count && parts.stream().noneMatch(String::isEmpty);
    return whole ? parts : List.of();
  }

  private static Coordinate parseOne(String item) {
    List<String> parts = parts(item, 3);
    if (parts.isEmpty()) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "'" + item + "' in spark.jars.packages is not of the form group:artifact:version",
          "for example --packages org.example:connector_2.13:1.0");
    }
    return new Coordinate(parts.get(0), parts.get(1), parts.get(2));
  }
}
