package org.soapstone.dnn.zoo;

import com.google.common.base.Throwables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * The models that can be named: those of the zoo, and those that JARs bring.
 *
 * <p>Immutable and thread-safe.
 */
public final class ModelCatalog {
  private static final String SERVICE = "META-INF/services/" + ModelProvider.class.getName();

  private final List<ZooModel> models;

  private ModelCatalog(List<ZooModel> models) {
    this.models = List.copyOf(models);
  }

  /** {@return the models of the zoo alone} */
  public static ModelCatalog ofZoo() {
    return new ModelCatalog(Zoo.models());
  }

  /**
   * {@return the models of the zoo, and behind them those that JARs bring} Their classes stay
   * loaded as long as the models are used.
   *
   * @param classpath JARs, or folders of classes
   * @throws IllegalArgumentException if one is missing or no JAR; if there is no provider in them,
   *     or one cannot be made or fails; if two models have one name
   */
  public static ModelCatalog of(List<Path> classpath) {
    if (classpath.isEmpty()) {
      return ofZoo();
    }
    Map<String, String> origins = new LinkedHashMap<>();
    List<ZooModel> all = new ArrayList<>(Zoo.models());
    all.forEach(model -> origins.put(model.name(), "the zoo"));
    for (ModelProvider provider : providers(classpath)) {
      String origin = provider.getClass().getName();
      for (ZooModel model : models(provider)) {
        String other = origins.putIfAbsent(model.name(), origin);
        if (other != null) {
          throw new IllegalArgumentException(
              "two models are named '%s': one of %s and one of %s; rename yours"
                  .formatted(model.name(), other, origin));
        }
        all.add(model);
      }
    }
    return new ModelCatalog(all);
  }

  private static List<ZooModel> models(ModelProvider provider) {
    try {
      return List.copyOf(provider.models());
    } catch (RuntimeException e) {
      throw failed(provider.getClass().getName(), "does not tell its models", e);
    }
  }

  private static IllegalArgumentException failed(String provider, String how, Throwable cause) {
    return new IllegalArgumentException(
        "model provider %s %s: %s; mend it"
            .formatted(provider, how, reason(Throwables.getRootCause(cause))),
        cause);
  }

  /** {@return what somebody's own code says is wrong} */
  static String reason(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).orElse(thrown.getClass().getName());
  }

  private static List<ModelProvider> providers(List<Path> classpath) {
    URL[] urls = classpath.stream().map(ModelCatalog::url).toArray(URL[]::new);
    // Never closed: the models' classes are loaded when they are needed.
    @SuppressWarnings("resource")
    URLClassLoader loader = new URLClassLoader(urls, ModelProvider.class.getClassLoader());
    Set<String> wanted = named(loader, classpath);
    List<ModelProvider> found = new ArrayList<>();
    var services = ServiceLoader.load(ModelProvider.class, loader).stream().iterator();
    try {
      while (services.hasNext()) {
        var service = services.next();
        if (wanted.contains(service.type().getName())) {
          found.add(service.get());
        }
      }
    } catch (ServiceConfigurationError e) {
      throw failed("in " + text(classpath), "cannot be used", e);
    }
    return found;
  }

  /** {@return the providers that the JARs themselves name, not those of the program's own} */
  private static Set<String> named(URLClassLoader loader, List<Path> classpath) {
    Set<String> names = new LinkedHashSet<>();
    try {
      for (URL url : Collections.list(loader.findResources(SERVICE))) {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (var lines =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
          lines
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(names::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(text(classpath), e.getMessage()), e);
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no model provider in %s; name one in its %s"
              .formatted(text(classpath), SERVICE));
    }
    return names;
  }

  private static String text(List<Path> classpath) {
    return String.join(", ", classpath.stream().map(path -> "'" + path + "'").toList());
  }

  private static URL url(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "there is no file '%s'; give a JAR or a folder of classes".formatted(path));
    }
    if (Files.isRegularFile(path)) {
      try (JarFile jar = new JarFile(path.toFile())) {
        jar.size();
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "'%s' is no JAR (%s); give a JAR or a folder of classes"
                .formatted(path, e.getMessage()),
            e);
      }
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("'%s' is no place of classes".formatted(path), e);
    }
  }

  /** {@return all models, those of the zoo first} */
  public List<ZooModel> models() {
    return models;
  }

  /**
   * {@return the model of a name}
   *
   * @param name the name, and behind a colon settings as in {@code rnnlm:hidden=200,layers=2}; case
   *     does not matter
   * @throws IllegalArgumentException if there is none; the message lists the names and suggests the
   *     nearest; or if it has no such setting
   */
  public ZooModel find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int colon = wanted.indexOf(':');
    return colon < 0
        ? ofName(name, wanted)
        : ofName(name, wanted.substring(0, colon)).with(wanted.substring(colon + 1));
  }

  private ZooModel ofName(String name, String wanted) {
    List<String> names = models.stream().map(ZooModel::name).toList();
    return models.stream()
        .filter(model -> model.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown model '%s'; the models are %s; did you mean '%s'?"
                    .formatted(name, String.join(", ", names), nearest(wanted, names))));
  }

  private static String nearest(String name, List<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(candidate -> Zoo.editDistance(name, candidate)))
        .orElseThrow();
  }
}
