package dev.slipway.api.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records to and from JSON, by their components. Components may be String, int, long, double,
 * boolean, enums, {@link Instant}, Optional, List, Set, Map with string-like keys, records, and
 * sealed interfaces of records, whose JSON carries the record's simple name as {@code "type"}.
 *
 * <p>For versions to mix, an unknown member is ignored, and a missing one is an error unless its
 * type has an empty value (Optional, List, Set, Map).
 */
public final class RecordCodec {
  private static final String TYPE = "type";

  private RecordCodec() {}

  public static String encode(Record value) {
    return Json.write(toJson(value, value.getClass()));
  }

  /** As a member of its sealed family, with its type's name. */
  public static <T> String encode(Class<T> family, T value) {
    return Json.write(toJson(value, family));
  }

  /**
   * @throws IllegalArgumentException when the text is not JSON or does not fit the type
   */
  public static <T> T decode(Class<T> type, String text) {
    return type.cast(fromJson(Json.parse(text), type, type.getSimpleName()));
  }

  private static @Nullable Object toJson(Object value, Class<?> declared) {
    if (value instanceof Record record) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      if (declared.isInterface()) {
        json.put(TYPE, record.getClass().getSimpleName());
      }
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        json.put(component.getName(), toJson(read(record, component), component.getType()));
      }
      return json;
    }
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? toJson(optional.get(), familyOf(optional.get())) : null;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> json = new TreeMap<>();
      map.forEach((k, v) -> json.put(key(k), toJson(v, familyOf(v))));
      return json;
    }
    if (value instanceof Iterable<?> items) {
      List<@Nullable Object> json = new ArrayList<>();
      items.forEach(item -> json.add(toJson(item, familyOf(item))));
      return json;
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  /**
   * Within a collection the declared type is gone: a record of a sealed family is always tagged.
   */
  private static Class<?> familyOf(Object value) {
    for (Class<?> family : value.getClass().getInterfaces()) {
      if (family.isSealed()) {
        return family;
      }
    }
    return value.getClass();
  }

  private static String key(Object key) {
    if (key instanceof Record record && record.getClass().getRecordComponents().length == 1) {
      return String.valueOf(read(record, record.getClass().getRecordComponents()[0]));
    }
    return key instanceof Enum<?> constant ? constant.name() : key.toString();
  }

  private static Object fromJson(@Nullable Object json, Type type, String where) {
    if (type instanceof ParameterizedType generic) {
      return container(json, generic, where);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(json, plain, where);
    }
    if (plain.isSealed()) {
      return record(json, member(json, plain, where), where);
    }
    return scalar(json, plain, where);
  }

  private static Object scalar(@Nullable Object json, Class<?> type, String where) {
    if (type == String.class && json instanceof String text) {
      return text;
    }
    if (type == boolean.class && json instanceof Boolean flag) {
      return flag;
    }
    if ((type == int.class || type == Integer.class) && json instanceof Long number) {
      return Math.toIntExact(number);
    }
    if ((type == long.class || type == Long.class) && json instanceof Long number) {
      return number;
    }
    if (type == double.class && json instanceof Number number) {
      return number.doubleValue();
    }
    if (json instanceof String text) {
      if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          if (((Enum<?>) constant).name().equals(text)) {
            return constant;
          }
        }
      } else if (type == Instant.class) {
        return Instant.parse(text);
      }
    }
    throw new IllegalArgumentException(where + ": " + type.getSimpleName() + " expected");
  }

  private static Object container(@Nullable Object json, ParameterizedType type, String where) {
    Type[] inner = type.getActualTypeArguments();
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Optional.class) {
      return json == null ? Optional.empty() : Optional.of(fromJson(json, inner[0], where));
    }
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      if (json instanceof Map<?, ?> members) {
        members.forEach(
            (k, v) ->
                map.put(keyOf(String.valueOf(k), inner[0], where), fromJson(v, inner[1], where)));
      } else if (json != null) {
        throw new IllegalArgumentException(where + ": object expected");
      }
      return map;
    }
    List<Object> items = new ArrayList<>();
    if (json instanceof List<?> list) {
      list.forEach(item -> items.add(fromJson(item, inner[0], where)));
    } else if (json != null) {
      throw new IllegalArgumentException(where + ": array expected");
    }
    return raw == Set.class ? new LinkedHashSet<>(items) : items;
  }

  private static Object keyOf(String text, Type type, String where) {
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      RecordComponent component = plain.getRecordComponents()[0];
      Object value = component.getType() == int.class ? number(text, where) : text;
      return construct(plain, new Object[] {value}, where);
    }
    return scalar(text, plain, where);
  }

  private static Integer number(String text, String where) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(where + ": '" + text + "' is not a number", e);
    }
  }

  private static Object record(@Nullable Object json, Class<?> type, String where) {
    if (!(json instanceof Map<?, ?> members)) {
      throw new IllegalArgumentException(where + ": object expected");
    }
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      values[i] = fromJson(members.get(name), components[i].getGenericType(), where + "." + name);
    }
    return construct(type, values, where);
  }

  private static Class<?> member(@Nullable Object json, Class<?> family, String where) {
    Object tag = json instanceof Map<?, ?> members ? members.get(TYPE) : null;
    for (Class<?> candidate : family.getPermittedSubclasses()) {
      if (candidate.getSimpleName().equals(tag)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        where + ": '" + tag + "' is not a " + family.getSimpleName());
  }

  private static Object construct(Class<?> type, Object[] values, String where) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(where + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object read(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
