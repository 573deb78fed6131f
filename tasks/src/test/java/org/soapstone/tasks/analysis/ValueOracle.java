package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * Executes a program twice with symbolic values: point by point in program order, and by the
 * emitted graph, in a random order that its edges allow. Every task must read the same values both
 * times, the shape of folds included.
 */
final class ValueOracle {
  private final Terms terms = new Terms();
  private final Map<Element, Integer> values = new HashMap<>();

  /** For each requirement of each task that reads, what it must see. */
  private final Map<Requirement, List<Integer>> expected = new HashMap<>();

  private final Map<Cell, Integer> memory = new HashMap<>();

  private record Element(int tree, int field, Point point) {}

  private record Cell(InstanceSpec instance, int field, Point point) {}

  private record Requirement(long launch, int point, int requirement) {}

  private record Written(Requirement by, int field, Point point) {}

  private record Contributed(Requirement by, int field, Point point) {}

  private ValueOracle() {}

  /** Checks what a sink recorded of launches at ascending positions from 0. */
  static void check(List<Launch> launches, RecordingSink sink, long seed) {
    ValueOracle oracle = new ValueOracle();
    for (int l = 0; l < launches.size(); l++) {
      switch (launches.get(l)) {
        case FillLaunch fill -> oracle.fill(fill);
        case IndexLaunch tasks -> oracle.interpret(tasks, l);
      }
    }
    oracle.execute(sink, new SplittableRandom(seed));
  }

  private interface ElementVisitor {
    void visit(int field, Point point);
  }

  private static void forEach(FieldSet fields, IndexSpace space, ElementVisitor visitor) {
    for (int f = fields.next(0); f >= 0; f = fields.next(f + 1)) {
      int field = f;
      space.forEachPoint(point -> visitor.visit(field, point));
    }
  }

  private int value(LogicalRegion region, int field, Point point) {
    return values.computeIfAbsent(
        new Element(region.tree(), field, point),
        _ -> terms.of(new FillValue(region.fieldSpace().field(field).type(), 0)));
  }

  private void fill(FillLaunch fill) {
    forEach(
        fill.fields(),
        fill.region().indexSpace(),
        (field, point) ->
            values.put(new Element(fill.region().tree(), field, point), terms.of(fill.value())));
  }

  private void interpret(IndexLaunch launch, int position) {
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement what = launch.requirements().get(r);
      if (what.privilege().reads()) {
        for (int p = 0; p < launch.pointCount(); p++) {
          List<Integer> seen = new ArrayList<>();
          forEach(
              what.fields(),
              what.space(launch.point(p)),
              (field, point) -> seen.add(value(what.region(), field, point)));
          expected.put(new Requirement(position, p, r), seen);
        }
      }
    }
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement what = launch.requirements().get(r);
      if (what.privilege() instanceof Privilege.Reduce reduce) {
        reduce(launch, position, r, reduce);
      } else if (what.privilege().writes()) {
        for (int p = 0; p < launch.pointCount(); p++) {
          Requirement by = new Requirement(position, p, r);
          forEach(
              what.fields(),
              what.space(launch.point(p)),
              (field, point) ->
                  values.put(
                      new Element(what.region().tree(), field, point),
                      terms.of(new Written(by, field, point))));
        }
      }
    }
  }

  private void reduce(IndexLaunch launch, int position, int r, Privilege.Reduce reduce) {
    RegionRequirement what = launch.requirements().get(r);
    List<IndexSpace> spaces = new ArrayList<>();
    for (int p = 0; p < launch.pointCount(); p++) {
      spaces.add(what.space(launch.point(p)));
    }
    forEach(
        what.fields(),
        what.region().indexSpace(),
        (field, point) -> {
          int folded = combine(0, spaces.size(), spaces, position, r, reduce, field, point);
          if (folded != 0) {
            values.put(
                new Element(what.region().tree(), field, point),
                terms.fold(reduce.operator(), value(what.region(), field, point), folded));
          }
        });
  }

  /**
   * The balanced tree over the points [lo, hi) of a launch, at one element; 0 where none
   * contributes.
   */
  private int combine(
      int lo,
      int hi,
      List<IndexSpace> spaces,
      int position,
      int r,
      Privilege.Reduce reduce,
      int field,
      Point point) {
    if (hi - lo == 1) {
      return spaces.get(lo).contains(point)
          ? terms.of(new Contributed(new Requirement(position, lo, r), field, point))
          : 0;
    }
    int mid = (lo + hi) >>> 1;
    int left = combine(lo, mid, spaces, position, r, reduce, field, point);
    int right = combine(mid, hi, spaces, position, r, reduce, field, point);
    if (left == 0 || right == 0) {
      return left + right;
    }
    return terms.fold(reduce.operator(), left, right);
  }

  private void execute(RecordingSink sink, SplittableRandom random) {
    int nodes = sink.nodes.size();
    int[] waiting = new int[nodes];
    List<List<Integer>> successors = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      successors.add(new ArrayList<>());
    }
    for (long[] edge : sink.edges) {
      waiting[(int) edge[1]]++;
      successors.get((int) edge[0]).add((int) edge[1]);
    }
    List<Integer> ready = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      if (waiting[n] == 0) {
        ready.add(n);
      }
    }
    int done = 0;
    while (!ready.isEmpty()) {
      int at = random.nextInt(ready.size());
      int node = ready.get(at);
      ready.set(at, ready.getLast());
      ready.removeLast();
      run(sink.nodes.get(node));
      done++;
      for (int next : successors.get(node)) {
        if (--waiting[next] == 0) {
          ready.add(next);
        }
      }
    }
    assertThat(done).as("nodes that could run").isEqualTo(nodes);
  }

  private void run(RecordingSink.Node node) {
    switch (node.kind) {
      case TASK -> runTask(node);
      case COPY ->
          forEach(
              node.fields,
              node.points,
              (field, point) ->
                  memory.put(
                      new Cell(node.target, field, point),
                      memory.getOrDefault(new Cell(node.source, field, point), 0)));
      case FOLD ->
          forEach(
              node.fields,
              node.points,
              (field, point) ->
                  memory.put(
                      new Cell(node.target, field, point),
                      terms.fold(
                          node.operator,
                          memory.getOrDefault(new Cell(node.target, field, point), 0),
                          memory.getOrDefault(new Cell(node.source, field, point), 0))));
      case FILL ->
          forEach(
              node.fields,
              node.points,
              (field, point) ->
                  memory.put(new Cell(node.target, field, point), terms.of(node.value)));
      case JOIN -> {}
    }
  }

  private void runTask(RecordingSink.Node node) {
    IndexLaunch launch = node.launch.launch();
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement what = launch.requirements().get(r);
      if (what.privilege().reads()) {
        checkReads(node, r);
      }
    }
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement what = launch.requirements().get(r);
      Requirement by = new Requirement(node.launch.position(), node.point, r);
      InstanceSpec instance = node.bindings.get(r);
      boolean reduces = what.privilege() instanceof Privilege.Reduce;
      if (what.privilege().writes()) {
        forEach(
            what.fields(),
            what.space(launch.point(node.point)),
            (field, point) ->
                memory.put(
                    new Cell(instance, field, point),
                    terms.of(
                        reduces
                            ? new Contributed(by, field, point)
                            : new Written(by, field, point))));
      }
    }
  }

  private void checkReads(RecordingSink.Node node, int r) {
    IndexLaunch launch = node.launch.launch();
    RegionRequirement what = launch.requirements().get(r);
    List<Integer> wanted = expected.get(new Requirement(node.launch.position(), node.point, r));
    int[] next = {0};
    forEach(
        what.fields(),
        what.space(launch.point(node.point)),
        (field, point) -> {
          int seen = memory.getOrDefault(new Cell(node.bindings.get(r), field, point), 0);
          int want = wanted.get(next[0]++);
          if (seen != want) {
            assertThat(terms.describe(seen))
                .as("%s, requirement %d, field %d at %s", node, r, field, point)
                .isEqualTo(terms.describe(want));
          }
        });
  }
}
