package org.soapstone.mapper;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.json.Suggestions;

/**
 * The mappers that are installed: {@link DefaultMapper} and every other {@link Mapper} that {@link
 * ServiceLoader} finds.
 *
 * <p>A plug-in is one public class with a constructor without parameters, named in its jar's {@code
 * META-INF/services/org.soapstone.mapper.Mapper} (and in {@code provides}, if it is a module).
 */
public final class Mappers {

  private Mappers() {}

  /**
   * {@return a new mapper}
   *
   * @param name the mapper's {@link Mapper#name}
   * @throws IllegalArgumentException if no installed mapper has that name, or several do
   */
  public static Mapper named(String name) {
    requireNonNull(name, "name");
    SortedMap<String, Mapper> mappers = installed();
    return Optional.ofNullable(mappers.get(name))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no mapper named '%s'; %sinstalled are %s"
                    .formatted(
                        name,
                        Suggestions.nearest(name, mappers.keySet())
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse(""),
                        String.join(", ", mappers.keySet()))));
  }

  /**
   * {@return the installed mappers, each new, by name}
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public static SortedMap<String, Mapper> installed() {
    SortedMap<String, Mapper> mappers = new TreeMap<>();
    for (Mapper mapper : ServiceLoader.load(Mapper.class)) {
      Mapper other = mappers.put(mapper.name(), mapper);
      if (other != null) {
        throw new IllegalArgumentException(
            "mappers %s and %s are both named '%s'; rename one or take its jar off the class path"
                .formatted(other.getClass().getName(), mapper.getClass().getName(), mapper.name()));
      }
    }
    return mappers;
  }
}
