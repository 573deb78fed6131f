package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Says which bodies run, and what waits for what: the nodes of the program, of its inner tasks and
 * of a replay that is under way, and the phases that somebody waits for.
 *
 * <p>What it reads belongs to other threads: while nothing happens that is what it was, and
 * otherwise the text may be off, which is all that depends on it.
 */
final class StallReport {
  private static final int MOST_NODES = 40;
  private static final int FRAMES = 5;

  private final Workers workers;
  private final List<Scope> scopes;
  private final StringBuilder text = new StringBuilder();

  StallReport(Workers workers) {
    this.workers = workers;
    this.scopes = workers.scopes();
  }

  String describe(long nanos) {
    List<List<Node>> nodes = new ArrayList<>();
    int count = 0;
    for (Scope scope : scopes) {
      List<Node> outstanding = new ArrayList<>(scope.window.current());
      outstanding.sort(Comparator.comparingLong(node -> node.key));
      nodes.add(outstanding);
      count += outstanding.size();
    }
    text.append(
        String.format(
            Locale.ROOT,
            "nothing has completed for %.1f s, and %d nodes are outstanding:",
            nanos / 1e9,
            count));
    for (Worker worker : workers.byProcessor()) {
      if (!worker.task().isEmpty()) {
        body(worker, worker.getName() + " runs a body of task '" + worker.task() + "'");
      }
    }
    for (int s = 0; s < nodes.size(); s++) {
      context(scopes.get(s), nodes.get(s));
    }
    workers.phases().waits().forEach(wait -> phase(wait, nodes));
    return text.toString();
  }

  private void body(Thread thread, String runs) {
    text.append("\n  ").append(runs).append(':');
    StackTraceElement[] frames = thread.getStackTrace();
    for (int f = 0; f < Math.min(FRAMES, frames.length); f++) {
      text.append(f == 0 ? " at " : ", called at ").append(frames[f]);
    }
  }

  private void context(Scope scope, List<Node> nodes) {
    if (!scope.ancestors.isEmpty()) {
      text.append("\n  in ").append(path(scope)).append(", of which ").append(nodes.size());
      text.append(" nodes are outstanding:");
      Thread thread = scope.thread;
      if (thread != null) {
        body(thread, "its body is");
      }
    }
    IdentityHashMap<Node, List<Node>> awaited = new IdentityHashMap<>();
    for (Node node : nodes) {
      for (Node successor : node.successors()) {
        awaited.computeIfAbsent(successor, _ -> new ArrayList<>()).add(node);
      }
    }
    nodes.stream()
        .limit(MOST_NODES)
        .forEach(node -> node(node, awaited.getOrDefault(node, List.of())));
    if (nodes.size() > MOST_NODES) {
      text.append("\n  and ").append(nodes.size() - MOST_NODES).append(" more");
    }
    Replay replay = scope.executor.replayUnderWay();
    if (replay != null) {
      replay.describe(MOST_NODES, text);
    }
  }

  private static String path(Scope scope) {
    return scope.ancestors.stream().map(StallReport::describe).collect(Collectors.joining(", in "));
  }

  private static String describe(TaskFailure.Ancestor ancestor) {
    return "inner task %s '%s' point %s of launch %d (%s)"
        .formatted(
            StructuralKey.describe(ancestor.key()),
            ancestor.task(),
            ancestor.point(),
            ancestor.launch(),
            ancestor.provenance());
  }

  private void node(Node node, List<Node> awaited) {
    text.append("\n  ").append(name(node));
    if (!node.isSealed()) {
      text.append(": its launch is being analysed");
    } else if (!awaited.isEmpty()) {
      text.append(": waits for ");
      text.append(awaited.stream().map(StallReport::key).collect(Collectors.joining(", ")));
    } else if (isAwaitingPhase(node)) {
      text.append(": waits for a phase");
    } else if (node.run != null && node.run.gang().map(Gang::isGathering).orElse(false)) {
      text.append(": is ready, and waits for the other points of its concurrent launch");
    } else {
      text.append(": runs, or is next");
    }
  }

  private boolean isAwaitingPhase(Node node) {
    return workers.phases().waits().stream().anyMatch(wait -> wait.nodes().contains(node));
  }

  private void phase(PhaseTable.Wait wait, List<List<Node>> nodes) {
    int missing = wait.phase().barrier().arrivals() - wait.arrived() - wait.promised();
    text.append("\n  ").append(wait.phase()).append(": ").append(wait.arrived()).append(" of ");
    text.append(wait.phase().barrier().arrivals()).append(" arrivals;");
    if (!wait.nodes().isEmpty()) {
      text.append(' ').append(keys(wait.nodes(), false));
      text.append(wait.nodes().size() == 1 ? " waits for it;" : " wait for it;");
    }
    if (wait.threads() > 0) {
      text.append(' ').append(wait.threads());
      text.append(wait.threads() == 1 ? " thread waits for it;" : " threads wait for it;");
    }
    List<Node> arriving =
        nodes.stream()
            .flatMap(List::stream)
            .filter(node -> node.kind == NodeKind.TASK && node.run != null)
            .filter(node ->
                node.run.launch().launch().control().phases().arrivals().contains(wait.phase()))
            .toList();
    if (!arriving.isEmpty()) {
      text.append(' ').append(keys(arriving, true));
      text.append(arriving.size() == 1 ? " arrives at it;" : " arrive at it;");
    }
    if (wait.joined() > 0) {
      text.append(' ').append(wait.joined()).append(" tasks that joined may arrive;");
    }
    if (missing > 0) {
      text.append(' ').append(missing);
      text.append(missing == 1 ? " arrival is" : " arrivals are");
      text.append(" missing that no launch promises");
    } else {
      text.setLength(text.length() - 1);
    }
  }

  private static String keys(List<Node> nodes, boolean withNames) {
    String some =
        nodes.stream()
            .limit(MOST_NODES)
            .map(node ->
                withNames
                    ? key(node) + " (" + node.run.launch().launch().provenance() + ")"
                    : key(node))
            .collect(Collectors.joining(", "));
    return nodes.size() > MOST_NODES ? some + ", …" : some;
  }

  private static String name(Node node) {
    LaunchRun run = node.run;
    if (run == null) {
      return "%s %s on processor %d".formatted(kind(node), key(node), node.processor);
    }
    return name(node, node.key, run.launch().launch(), run.launch().position());
  }

  /** The name of a node that is of a launch, or serves it. */
  static String name(Work work, long key, IndexLaunch launch, long position) {
    String serves = work.kind == NodeKind.TASK ? "'" + launch.task() + "'" : "for";
    return "%s %s %s point %s of launch %d (%s) on processor %d"
        .formatted(
            kind(work),
            StructuralKey.describe(key),
            serves,
            launch.point(work.point),
            position,
            launch.provenance(),
            work.processor);
  }

  private static String kind(Work work) {
    return work.kind.name().toLowerCase(Locale.ROOT);
  }

  private static String key(Node node) {
    return StructuralKey.describe(node.key);
  }
}
