package org.soapstone.tasks.explaining;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Remembers what the nodes of a program touch, and answers why there is an edge or a movement,
 * while the program runs or after.
 *
 * <p>Keeps everything from the first launch on, about a kilobyte for each node: it is for looking
 * into programs, not for production. Launches come from one thread at a time; questions from any.
 */
public final class Explainer {
  private final Map<Long, Noted> byKey = new LinkedHashMap<>();

  /** Nodes that wait for all before, and for which all after wait; no edge is sent for that. */
  private final Set<Long> fences = new HashSet<>();

  /** Makes an explainer of a program that has made no launch. */
  public Explainer() {}

  private final Explained inWords = new InWords();

  private static final class Noted {
    private final long key;
    private final NodeKind kind;
    private final List<Use> uses = new ArrayList<>();
    private final List<Long> predecessors = new ArrayList<>();

    /** Of a task; otherwise null. */
    private final MappedLaunch launch;

    private Noted(long key, NodeKind kind, MappedLaunch launch) {
      this.key = key;
      this.kind = kind;
      this.launch = launch;
    }

    private String describe() {
      String name = kind + " " + StructuralKey.describe(key);
      if (launch == null) {
        return name;
      }
      IndexLaunch of = launch.launch();
      Point point = of.point(StructuralKey.point(key));
      return "%s '%s' at %s of launch '%s'".formatted(name, of.task(), point, of.provenance());
    }
  }

  /**
   * {@return a sink that notes everything and passes it on} For the one who makes the launches.
   *
   * @param sink where nodes and edges go
   */
  public GraphSink before(GraphSink sink) {
    return new Notes(sink);
  }

  /**
   * {@return why a node waits for another; empty if it does not}
   *
   * @param to the structural key of the node that waits
   * @param from the key of the node that it waits for
   * @throws IllegalArgumentException if there is no such node
   */
  public synchronized List<Reason> edge(long to, long from) {
    Noted later = node(to);
    Noted earlier = node(from);
    List<Reason> reasons = new ArrayList<>();
    if (to > from && (fences.contains(to) || fences.contains(from))) {
      reasons.add(new Reason.Fence(fences.contains(to) ? to : from));
      return reasons;
    }
    if (!later.predecessors.contains(from)) {
      return reasons;
    }
    for (Use use : later.uses) {
      for (Use before : earlier.uses) {
        if (use.conflicts(before)) {
          reasons.add(new Reason.Data(before, use));
        }
      }
    }
    if (later.kind == NodeKind.TASK && earlier.kind == NodeKind.TASK) {
      for (FutureId future : later.launch.launch().awaited()) {
        if (future.launch() == earlier.launch.position()) {
          reasons.add(new Reason.Result(to, from));
        }
      }
    }
    if (later.kind == NodeKind.JOIN || earlier.kind == NodeKind.JOIN) {
      reasons.add(new Reason.Join(later.kind == NodeKind.JOIN ? to : from));
    }
    return reasons;
  }

  /**
   * {@return the keys of the nodes that a node waits for, in the order of their edges}
   *
   * @param node the node's structural key
   * @throws IllegalArgumentException if there is no such node
   */
  public synchronized List<Long> predecessors(long node) {
    return List.copyOf(node(node).predecessors);
  }

  /**
   * {@return why data is copied, folded or filled}
   *
   * @param key the structural key of the copy, fold or fill
   * @throws IllegalArgumentException if there is no such node, or it moves nothing
   */
  public synchronized Movement movement(long key) {
    Noted node = node(key);
    if (node.kind == NodeKind.TASK || node.kind == NodeKind.JOIN) {
      throw new IllegalArgumentException(
          "node %s is a %s and moves nothing; ask for a copy, fold or fill"
              .formatted(StructuralKey.describe(key), node.kind));
    }
    List<Use> sources = node.uses.stream().filter(use -> !use.writes()).toList();
    Use target = node.uses.stream().filter(Use::writes).findFirst().orElseThrow();
    List<Long> producers =
        node.predecessors.stream()
            .filter(from ->
                byKey.containsKey(from)
                    && byKey.get(from).uses.stream()
                        .anyMatch(use -> use.writes() && sources.stream().anyMatch(use::conflicts)))
            .toList();
    return new Movement(key, node.kind, target, sources, served(key), producers);
  }

  /**
   * {@return the answer to a question, in lines} Of one node: why it moves data, or what it waits
   * for and why. Of two: why one waits for the other, at once or through others.
   *
   * @param question the {@linkplain StructuralKey#describe structural keys} of one node or two,
   *     with space between them, for example {@code 5.0/0.0} or {@code 4.0 2.0}
   * @throws IllegalArgumentException if it names no node, or one that is not there; the nearest
   *     that is there is named
   */
  public List<String> answer(String question) {
    return new Questions(inWords).answer(question);
  }

  /**
   * Answers each line, with an empty line after each answer, until there are no more: for a thread
   * of the program's own, while it runs.
   *
   * @param questions the questions; empty lines are passed over
   * @param answers takes the answers line by line, and what is wrong with a question
   * @throws IOException if a question cannot be read
   */
  public void answerAll(BufferedReader questions, Consumer<String> answers) throws IOException {
    new Questions(inWords).answerAll(questions, answers);
  }

  /** {@return all that is known now, to be written to a file and asked later} */
  public synchronized ReasonRecord record() {
    return ReasonRecord.of(inWords);
  }

  /** What is known, in words. */
  private final class InWords implements Explained {
    @Override
    public Collection<Long> keys() {
      synchronized (Explainer.this) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(byKey.keySet()));
      }
    }

    @Override
    public String node(long key) {
      synchronized (Explainer.this) {
        return Explainer.this.node(key).describe();
      }
    }

    @Override
    public List<Long> predecessors(long key) {
      synchronized (Explainer.this) {
        Set<Long> all = new LinkedHashSet<>(Explainer.this.predecessors(key));
        if (fences.contains(key)) {
          byKey.keySet().stream().filter(before -> before < key).forEach(all::add);
        } else {
          fences.stream().filter(fence -> fence < key).max(Long::compare).ifPresent(all::add);
        }
        return List.copyOf(all);
      }
    }

    @Override
    public List<String> edge(long to, long from) {
      return Explainer.this.edge(to, from).stream().map(Reason::toString).toList();
    }

    @Override
    public Optional<String> movement(long key) {
      synchronized (Explainer.this) {
        NodeKind kind = Explainer.this.node(key).kind;
        return kind == NodeKind.TASK || kind == NodeKind.JOIN
            ? Optional.empty()
            : Optional.of(Explainer.this.movement(key).toString());
      }
    }
  }

  /** The task on whose behalf a node moves data. */
  private String served(long key) {
    long task = StructuralKey.task(StructuralKey.launch(key), StructuralKey.point(key));
    Noted served = node(task);
    return requirement(served.launch, StructuralKey.point(key), StructuralKey.requirement(key));
  }

  private static String requirement(MappedLaunch mapped, int point, int requirement) {
    IndexLaunch launch = mapped.launch();
    RegionRequirement what = launch.requirements().get(requirement);
    return "task '%s' at %s, requirement %d (%s)"
        .formatted(launch.task(), launch.point(point), requirement, what.privilege());
  }

  private Noted node(long key) {
    Noted node = byKey.get(key);
    if (node == null) {
      throw new IllegalArgumentException(
          "there is no node %s; nodes are named launch.point, or launch.point/requirement.ordinal for what serves a requirement"
              .formatted(StructuralKey.describe(key)));
    }
    return node;
  }

  /** Notes what passes by. */
  private final class Notes implements GraphSink {
    private final GraphSink sink;

    /** By handle, which a sink may give again to a later node. */
    private final Map<Long, Noted> nodes = new HashMap<>();

    private Notes(GraphSink sink) {
      this.sink = sink;
    }

    private long note(long handle, Noted node) {
      synchronized (Explainer.this) {
        nodes.put(handle, node);
        byKey.put(node.key, node);
      }
      return handle;
    }

    private Noted moved(
        NodeKind kind,
        long key,
        List<InstanceSpec> sources,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields) {
      Noted node = new Noted(key, kind, null);
      String what = kind.toString();
      sources.forEach(source -> node.uses.add(new Use(key, what, source, points, fields, false)));
      node.uses.add(new Use(key, what, target, points, fields, true));
      return node;
    }

    @Override
    public long task(long key, MappedLaunch launch, int point) {
      return note(sink.task(key, launch, point), new Noted(key, NodeKind.TASK, launch));
    }

    @Override
    public void bind(long task, int requirement, InstanceSpec instance) {
      sink.bind(task, requirement, instance);
      synchronized (Explainer.this) {
        Noted node = nodes.get(task);
        int point = StructuralKey.point(node.key);
        IndexLaunch launch = node.launch.launch();
        RegionRequirement what = launch.requirements().get(requirement);
        node.uses.add(
            new Use(
                node.key,
                requirement(node.launch, point, requirement),
                instance,
                what.space(launch.point(point)),
                what.fields(),
                what.privilege().writes()));
      }
    }

    @Override
    public long copy(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        int priority) {
      return note(
          sink.copy(key, processor, source, target, points, fields, priority),
          moved(NodeKind.COPY, key, List.of(source), target, points, fields));
    }

    @Override
    public long fold(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        ReductionOperator operator,
        int priority) {
      return note(
          sink.fold(key, processor, source, target, points, fields, operator, priority),
          moved(NodeKind.FOLD, key, List.of(source), target, points, fields));
    }

    @Override
    public long fill(
        long key,
        int processor,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        FillValue value,
        int priority) {
      return note(
          sink.fill(key, processor, target, points, fields, value, priority),
          moved(NodeKind.FILL, key, List.of(), target, points, fields));
    }

    @Override
    public long join(long key, int processor) {
      return note(sink.join(key, processor), new Noted(key, NodeKind.JOIN, null));
    }

    @Override
    public void fence(long key) {
      sink.fence(key);
      synchronized (Explainer.this) {
        byKey.put(key, new Noted(key, NodeKind.JOIN, null));
        fences.add(key);
      }
    }

    @Override
    public void edge(long from, long to) {
      sink.edge(from, to);
      synchronized (Explainer.this) {
        nodes.get(to).predecessors.add(nodes.get(from).key);
      }
    }

    @Override
    public void seal(long node) {
      sink.seal(node);
    }
  }
}
