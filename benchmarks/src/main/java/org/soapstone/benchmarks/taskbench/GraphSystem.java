package org.soapstone.benchmarks.taskbench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The systems that run graphs. */
public enum GraphSystem {
  /** Soapstone, with steps that repeat in a trace. */
  REPLAYED("soapstone", Mode.REPLAYED, "the program's thread"),
  /** Soapstone, which analyses every launch anew. */
  DYNAMIC("soapstone", Mode.DYNAMIC, "the program's thread"),
  /** A thread for each processor, with blocks of points, that spin on each other's counters. */
  THREADS("threads", Mode.REPLAYED, "nobody"),
  /** A fork-join pool and counters of what each task still waits for. */
  FORK_JOIN("fork-join", Mode.REPLAYED, "the workers"),
  /** A completable future for each task. */
  COMPLETABLE_FUTURE("completable-future", Mode.DYNAMIC, "the program's thread"),
  /** One loop on one processor. */
  SERIAL("serial", Mode.REPLAYED, "nobody");

  /** When a system finds out what waits for what. */
  enum Mode {
    /** Before it runs. */
    REPLAYED,
    /** While it runs. */
    DYNAMIC;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String system;
  private final Mode mode;
  private final String analysedBy;

  GraphSystem(String system, Mode mode, String analysedBy) {
    this.system = system;
    this.mode = mode;
    this.analysedBy = analysedBy;
  }

  /** {@return the name by which the command line asks for the system} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the names of all systems} */
  public static List<String> labels() {
    return Arrays.stream(values()).map(GraphSystem::label).toList();
  }

  /**
   * {@return the system of a name}
   *
   * @param label one of {@link #labels}
   * @throws IllegalArgumentException if there is no such system
   */
  public static GraphSystem named(String label) {
    return Arrays.stream(values())
        .filter(system -> system.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no system '%s'; the systems are %s"
                    .formatted(label, String.join(", ", labels()))));
  }

  /** {@return the name of the system in reports} */
  String system() {
    return system;
  }

  /** {@return when the system finds out what waits for what} */
  Mode mode() {
    return mode;
  }

  /** {@return which threads do, while the clock runs} */
  String analysedBy() {
    return analysedBy;
  }

  /**
   * {@return the system, ready to run a graph}
   *
   * @param graph the graph
   * @param outputBytes the size of each output
   * @param processors how many threads run tasks
   */
  Execution start(Graph graph, int outputBytes, int processors) {
    return switch (this) {
      case REPLAYED -> new RegionProgram(graph, outputBytes, processors, true);
      case DYNAMIC -> new RegionProgram(graph, outputBytes, processors, false);
      case THREADS -> new SpinningThreads(new HeapTasks(graph, outputBytes, processors));
      case FORK_JOIN -> new ForkJoinGraph(new HeapTasks(graph, outputBytes, processors));
      case COMPLETABLE_FUTURE -> new FutureGraph(new HeapTasks(graph, outputBytes, processors));
      case SERIAL -> new SerialLoop(new HeapTasks(graph, outputBytes, 1));
    };
  }
}
