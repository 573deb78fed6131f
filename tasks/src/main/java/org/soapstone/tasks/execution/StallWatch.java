package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Notices when nodes are outstanding and for a long time none completes, and says then, once, which
 * bodies run and what waits for what.
 *
 * <p>It looks a few times in that long, on a thread of the JDK's; nobody else pays for it. What it
 * reads belongs to other threads: while nothing happens that is what it was, and otherwise the text
 * may be off, which is all that depends on it.
 */
final class StallWatch {
  private static final int LOOKS = 4;
  private static final int MOST_NODES = 40;
  private static final int FRAMES = 5;

  /** What is watched; null once that is over, since the JDK may still hold on to this. */
  private volatile Watched watched;

  private final long patienceNanos;
  private final Consumer<String> report;
  private long progress = Long.MIN_VALUE;
  private long changedNanos;
  private boolean reported;

  private record Watched(Window window, List<? extends WorkerThread> workers) {}

  /** Begins to watch. */
  StallWatch(
      Window window,
      List<? extends WorkerThread> workers,
      long patienceNanos,
      Consumer<String> report) {
    this.watched = new Watched(window, List.copyOf(workers));
    this.patienceNanos = patienceNanos;
    this.report = report;
    again();
  }

  void stop() {
    watched = null;
  }

  private void again() {
    CompletableFuture.delayedExecutor(patienceNanos / LOOKS, TimeUnit.NANOSECONDS)
        .execute(this::look);
  }

  private void look() {
    Watched now = watched;
    if (now == null) {
      return;
    }
    int outstanding = now.window.outstanding();
    long nanos = System.nanoTime();
    // Greater whenever a node is emitted, a node completes, or a body begins.
    long seen = 2 * now.window.emitted() - outstanding;
    boolean idle = outstanding == 0; // a replay's nodes are not counted, but its bodies are seen
    for (WorkerThread worker : now.workers) {
      seen += worker.bodies();
      idle &= worker.task().isEmpty();
    }
    if (seen != progress || idle) {
      progress = seen;
      changedNanos = nanos;
      reported = false;
    } else if (!reported && nanos - changedNanos >= patienceNanos) {
      reported = true;
      report.accept(describe(now, nanos - changedNanos));
    }
    again();
  }

  private static String describe(Watched what, long nanos) {
    List<Node> nodes = new ArrayList<>(what.window.current());
    nodes.sort(Comparator.comparingLong(node -> node.key));
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "nothing has completed for %.1f s, and %d nodes are outstanding:",
            nanos / 1e9,
            nodes.size()));
    for (WorkerThread worker : what.workers) {
      describe(worker, text);
    }
    IdentityHashMap<Node, List<Node>> awaited = new IdentityHashMap<>();
    for (Node node : nodes) {
      for (Node successor : node.successors()) {
        awaited.computeIfAbsent(successor, _ -> new ArrayList<>()).add(node);
      }
    }
    nodes.stream()
        .limit(MOST_NODES)
        .forEach(node -> describe(node, awaited.getOrDefault(node, List.of()), text));
    if (nodes.size() > MOST_NODES) {
      text.append("\n  and ").append(nodes.size() - MOST_NODES).append(" more");
    }
    return text.toString();
  }

  private static void describe(WorkerThread worker, StringBuilder text) {
    String task = worker.task();
    if (task.isEmpty()) {
      return;
    }
    text.append("\n  ").append(worker.getName()).append(" runs a body of task '").append(task);
    text.append("':");
    StackTraceElement[] frames = worker.getStackTrace();
    for (int f = 0; f < Math.min(FRAMES, frames.length); f++) {
      text.append(f == 0 ? " at " : ", called at ").append(frames[f]);
    }
  }

  private static void describe(Node node, List<Node> awaited, StringBuilder text) {
    text.append("\n  ").append(name(node));
    if (!node.isSealed()) {
      text.append(": its launch is being analysed");
    } else if (awaited.isEmpty()) {
      text.append(": runs, or is next");
    } else {
      for (int a = 0; a < awaited.size(); a++) {
        text.append(a == 0 ? ": waits for " : ", ").append(key(awaited.get(a)));
      }
    }
  }

  private static String name(Node node) {
    LaunchRun run = node.run;
    String what = node.kind.name().toLowerCase(Locale.ROOT);
    if (run == null) {
      return "%s %s on processor %d".formatted(what, key(node), node.processor);
    }
    IndexLaunch launch = run.launch().launch();
    String serves = node.kind == NodeKind.TASK ? "'" + launch.task() + "'" : "for";
    return "%s %s %s point %s of launch %d (%s) on processor %d"
        .formatted(
            what,
            key(node),
            serves,
            launch.point(node.point),
            run.launch().position(),
            launch.provenance(),
            node.processor);
  }

  private static String key(Node node) {
    return StructuralKey.describe(node.key);
  }
}
