package org.soapstone.tasks.explaining;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.soapstone.tasks.graph.StructuralKey;

/** Takes questions about a graph apart: one node, or two, by their structural keys. */
final class Questions {
  /** A node with more predecessors than that is told in part. */
  private static final int MOST_LINES = 20;

  private static final Splitter WORDS =
      Splitter.on(CharMatcher.whitespace().or(CharMatcher.is(','))).omitEmptyStrings();

  private static final String NAMES =
      "nodes are named launch.point, or launch.point/requirement.ordinal for what serves a"
          + " requirement";

  private final Explained graph;

  Questions(Explained graph) {
    this.graph = graph;
  }

  /**
   * Answers a question: of one node, why it moves data, or what it waits for and why; of two, why
   * one waits for the other.
   *
   * @throws IllegalArgumentException if it names no node, or one that is not there, with the
   *     nearest that is
   */
  List<String> answer(String question) {
    List<String> words = WORDS.splitToList(question);
    if (words.size() == 1) {
      return aboutNode(key(words.getFirst()));
    }
    if (words.size() == 2) {
      return aboutEdge(key(words.getFirst()), key(words.getLast()));
    }
    throw new IllegalArgumentException(
        "'%s' is no question; name one node, or two; %s".formatted(question.strip(), NAMES));
  }

  /** Answers each line, with an empty line after each answer, until there are no more. */
  void answerAll(BufferedReader questions, Consumer<String> answers) throws IOException {
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        answer(line).forEach(answers);
      } catch (IllegalArgumentException wrong) {
        answers.accept(wrong.getMessage());
      }
      answers.accept("");
    }
  }

  private long key(String word) {
    long key;
    try {
      key = StructuralKey.parse(word);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          "'%s' is not a node's key; %s".formatted(word, NAMES), none);
    }
    if (!graph.keys().contains(key)) {
      throw new IllegalArgumentException(
          "there is no node %s; %s; %s".formatted(word, near(key), NAMES));
    }
    return key;
  }

  /** Says which nodes are of the same launch, or else which launches there are. */
  private String near(long wanted) {
    List<Long> sorted = graph.keys().stream().sorted().toList();
    int launch = StructuralKey.launch(wanted);
    List<String> siblings =
        sorted.stream()
            .filter(key -> StructuralKey.launch(key) == launch)
            .map(Questions::describe)
            .toList();
    if (!siblings.isEmpty()) {
      String some = siblings.stream().limit(MOST_LINES).collect(Collectors.joining(", "));
      return "launch %d has %s%s"
          .formatted(launch, some, siblings.size() > MOST_LINES ? ", …" : "");
    }
    return sorted.isEmpty()
        ? "there are none yet"
        : "those that are there go from %s to %s"
            .formatted(describe(sorted.getFirst()), describe(sorted.getLast()));
  }

  private List<String> aboutNode(long key) {
    List<String> lines = new ArrayList<>();
    lines.add(graph.movement(key).orElseGet(() -> graph.node(key)));
    List<Long> before = graph.predecessors(key);
    before.stream().limit(MOST_LINES).forEach(from -> addEdge(key, from, lines));
    if (before.size() > MOST_LINES) {
      lines.add("  and waits for %d more".formatted(before.size() - MOST_LINES));
    }
    if (before.isEmpty()) {
      lines.add("  waits for nothing");
    }
    return lines;
  }

  private void addEdge(long to, long from, List<String> lines) {
    String waits = "%s waits for %s".formatted(describe(to), graph.node(from));
    List<String> reasons = graph.edge(to, from);
    if (reasons.isEmpty()) {
      lines.add("  " + waits);
    }
    reasons.forEach(reason -> lines.add("  %s: %s".formatted(waits, reason)));
  }

  private List<String> aboutEdge(long a, long b) {
    for (long[] edge : new long[][] {{a, b}, {b, a}}) {
      if (!graph.edge(edge[0], edge[1]).isEmpty()) {
        List<String> lines = new ArrayList<>();
        addEdge(edge[0], edge[1], lines);
        return lines.stream().map(String::strip).toList();
      }
    }
    for (long[] ends : new long[][] {{a, b}, {b, a}}) {
      List<Long> path = path(ends[0], ends[1]);
      if (!path.isEmpty()) {
        List<String> lines = new ArrayList<>();
        lines.add(
            "%s waits for %s through others: %s"
                .formatted(
                    describe(ends[0]),
                    describe(ends[1]),
                    path.stream().map(Questions::describe).collect(Collectors.joining(" <- "))));
        for (int i = 0; i + 1 < path.size(); i++) {
          addEdge(path.get(i), path.get(i + 1), lines);
        }
        return lines;
      }
    }
    return List.of("neither of %s and %s waits for the other".formatted(describe(a), describe(b)));
  }

  /** A shortest way from a node back to another; empty if there is none. */
  private List<Long> path(long from, long to) {
    Map<Long, Long> cameFrom = new HashMap<>();
    ArrayDeque<Long> open = new ArrayDeque<>(List.of(from));
    cameFrom.put(from, from);
    while (!open.isEmpty()) {
      long node = open.poll();
      if (node == to) {
        List<Long> path = new ArrayList<>();
        for (long at = to; at != from; at = cameFrom.get(at)) {
          path.add(at);
        }
        path.add(from);
        Collections.reverse(path);
        return path;
      }
      for (long before : graph.predecessors(node)) {
        if (cameFrom.putIfAbsent(before, node) == null) {
          open.add(before);
        }
      }
    }
    return List.of();
  }

  private static String describe(long key) {
    return StructuralKey.describe(key);
  }
}
