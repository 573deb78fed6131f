package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.soapstone.mapper.json.Suggestions;

/**
 * The built-in machines.
 *
 * <ul>
 *   <li>{@code local}: this machine, probed; its processors share one memory.
 *   <li>{@code local-split}: this machine with one memory for each processor, so that copies are
 *       real.
 *   <li>{@code p100}, {@code k80}: the clusters of Jia et al. 2019 (section 8, figure 5), 4 nodes
 *       and 16 nodes of 4 GPUs.
 *   <li>{@code a100-8x4}, {@code h100-8x4}, {@code h200-8x4}: 4 nodes of 8 current GPUs.
 *   <li>{@code gb200-72x1}: a rack of 72 GPUs, all joined by switches.
 *   <li>{@code xeon-2x16}: 16 nodes of 2 CPU sockets.
 * </ul>
 *
 * <p>The cluster families are built in with any other number of nodes as well, for example {@code
 * h100-8x2048}, {@code gb200-72x8} or {@code p100-4x64}; and different ones on one network, as in
 * {@code h100-8x2+a100-8x4}.
 *
 * <p>The figures of each and where they come from stand in {@link Machine#note}.
 */
public final class Machines {
  private static final List<String> NAMES =
      List.of(
          "local",
          "local-split",
          "p100",
          "k80",
          "a100-8x4",
          "h100-8x4",
          "h200-8x4",
          "gb200-72x1",
          "xeon-2x16");

  /** For what stands before the number of nodes, the machine that shows what a node is. */
  private static final Map<String, String> FAMILIES =
      Map.of(
          "p100-4x", "p100",
          "k80-4x", "k80",
          "a100-8x", "a100-8x4",
          "h100-8x", "h100-8x4",
          "h200-8x", "h200-8x4",
          "gb200-72x", "gb200-72x1",
          "xeon-2x", "xeon-2x16");

  private static final Pattern FAMILY = Pattern.compile("([a-z0-9]+-[0-9]+x)([1-9][0-9]{0,4})");

  private Machines() {}

  /** {@return the names of the built-in machines; those of families are examples of a size} */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * {@return the machine that somebody names} A word that ends in {@code .json} or has a separator
   * is the path of a machine file.
   *
   * @param nameOrPath a built-in machine's name or the path of a machine file
   * @throws MachineException if there is no such machine, or its file is wrong
   */
  public static Machine named(String nameOrPath) {
    requireNonNull(nameOrPath, "nameOrPath");
    return builtIn(nameOrPath).orElseGet(() -> fromFile(nameOrPath));
  }

  private static Optional<Machine> builtIn(String name) {
    Optional<Machine> family = family(name).or(() -> joined(name));
    if (family.isPresent()) {
      return family;
    }
    return switch (name) {
      case "local" -> Optional.of(LocalMachine.shared());
      case "local-split" -> Optional.of(LocalMachine.split());
      case "p100", "k80" -> Optional.of(resource(name));
      default -> Optional.empty();
    };
  }

  private static Optional<Machine> family(String name) {
    Matcher family = FAMILY.matcher(name);
    if (!family.matches() || !FAMILIES.containsKey(family.group(1))) {
      return Optional.empty();
    }
    Machine known = resource(FAMILIES.get(family.group(1)));
    Cluster cluster = cluster(known).withNodes(Integer.parseInt(family.group(2)));
    return Optional.of(Machine.of(name, known.copyEngine(), cluster).named(name, known.note()));
  }

  /** Families joined by plus signs. */
  private static Optional<Machine> joined(String name) {
    List<Machine> parts = new ArrayList<>();
    for (String part : Splitter.on('+').split(name)) {
      family(part).ifPresent(parts::add);
    }
    if (parts.size() < 2 || parts.size() != Splitter.on('+').splitToList(name).size()) {
      return Optional.empty();
    }
    String note = parts.stream().map(Machine::note).distinct().collect(Collectors.joining(" "));
    List<Cluster> clusters = parts.stream().map(Machines::cluster).toList();
    return Optional.of(Machine.of(name, CopyEngine.DMA, clusters).named(name, note));
  }

  private static Cluster cluster(Machine machine) {
    return machine.cluster().orElseThrow();
  }

  private static Machine resource(String name) {
    try (InputStream in = Machines.class.getResourceAsStream(name + ".json")) {
      String text =
          new String(
              requireNonNull(in, "built-in machine file").readAllBytes(), StandardCharsets.UTF_8);
      return MachineJson.parse(text, "built-in machine " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Machine fromFile(String path) {
    if (!path.endsWith(".json") && !path.contains(FileSystems.getDefault().getSeparator())) {
      String hint =
          Suggestions.nearest(path, NAMES).map(near -> "did you mean '" + near + "'? ").orElse("");
      throw new MachineException(
          "there is no machine named '%s'; %sbuilt in are %s; any other is named by the path of its"
                  .formatted(path, hint, String.join(", ", NAMES))
              + " machine file (.json)");
    }
    try {
      return MachineJson.read(Path.of(path));
    } catch (InvalidPathException e) {
      throw new MachineException("'" + path + "' is not a path; name a built-in machine or a file");
    }
  }
}
