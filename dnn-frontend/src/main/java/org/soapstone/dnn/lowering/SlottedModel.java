package org.soapstone.dnn.lowering;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;

/**
 * A model whose weights' gradients are gathered by copies instead of being reduced: each tile keeps
 * its contribution in a slot of its own, and the update reads all slots. A weight that several
 * operators share accumulates in the slots first.
 *
 * <ul>
 *   <li><b>Scattered</b>: updates are split as strategies say, and each part reads its part of the
 *       slots as soon as they are written; then weights are read back from there. With every update
 *       split over all processors that is a reduce-scatter and an all-gather, overlapped with the
 *       backward pass.
 *   <li><b>Parameter server</b>, as the authors' own system did it in 2019, bulk synchronous:
 *       updates are whole, and nothing is sent before the whole backward pass has ended. A shared
 *       weight is summed within each node first, on the node's first processor, and only these sums
 *       are sent.
 *       <pre>backward tasks → end of backward → hand over → (sum of a node →) update</pre>
 * </ul>
 *
 * <p>The launches are the model's, with other requirements for weights' gradients, and a few more.
 * They are there to be predicted: no bodies for them exist. The built-in strategies put parameter
 * servers on processor 0.
 *
 * <p>Sources of the parameter server: flexflow/FlexFlow of 2019, where a gradient region has a
 * replica for each partition, summed by the update task (conv_2d.cu, linear.cu), shared weights are
 * reduced on the master of each node (nmt/rnn.cu), and updates wait for the whole backward pass
 * (simulator.cc of 2020).
 *
 * <p>Immutable and thread-safe.
 */
public final class SlottedModel implements SearchSpace {
  /** For each operator hand-over, sums of nodes, and update. */
  private static final int LAUNCHES_EACH = 3;

  private final LoweredModel model;

  /** Whether by parameter servers, bulk synchronous. */
  private final boolean served;

  private final int processors;

  /** The first processor of each node, and at the end the number of processors. */
  private final int[] nodeStarts;

  private final Map<LogicalRegion, GradientSlots> slots = new LinkedHashMap<>();

  /** For each operator that updates weights, where its launches after the backward pass begin. */
  private final Map<String, Integer> starts = new LinkedHashMap<>();

  /** The operator whose backward pass is the last to end. */
  private final String last;

  private final int backwardEnd;
  private final LogicalRegion ended;
  private final LogicalRegion released;

  private record Placed(int position, IndexLaunch launch) {}

  private SlottedModel(LoweredModel model, Machine machine, boolean served) {
    this.model = model;
    this.served = served;
    this.processors = machine.processorCount();
    this.nodeStarts = nodeStarts(machine);
    Map<LogicalRegion, Integer> users = new LinkedHashMap<>();
    List<String> weighted = new ArrayList<>();
    for (Operator operator : model.network()) {
      operator.weights().forEach(weight -> users.merge(gradient(weight), 1, Integer::sum));
      if (!operator.weights().isEmpty()) {
        weighted.add(operator.name());
      }
    }
    last = weighted.getFirst();
    users.forEach((gradient, count) -> slots.put(gradient, slots(gradient, count > 1)));
    List<OperatorSpace> updating =
        model.operators().stream().filter(OperatorSpace::updates).toList();
    backwardEnd = model.stepSize() - updating.size();
    for (OperatorSpace operator : updating) {
      starts.put(operator.name(), backwardEnd + 1 + LAUNCHES_EACH * starts.size());
    }
    ended = signals("end of backward", processors);
    released = signals("release of gradients", 1);
  }

  /**
   * {@return a model, synchronised by parameter servers}
   *
   * @param model the model, with weights; lowered for this alone
   * @param machine the machine, whose nodes' processors are numbered one after the other
   * @throws IllegalArgumentException if the model clips gradients, which needs another order of
   *     launches, or has no weights
   */
  public static SlottedModel parameterServer(LoweredModel model, Machine machine) {
    return checked(model, machine, true);
  }

  /**
   * {@return a model, synchronised by copies wherever updates are}
   *
   * @param model the model, with weights; lowered for this alone
   * @param machine the machine
   * @throws IllegalArgumentException as for {@link #parameterServer}
   */
  public static SlottedModel scattered(LoweredModel model, Machine machine) {
    return checked(model, machine, false);
  }

  private static SlottedModel checked(LoweredModel model, Machine machine, boolean served) {
    if (model.rule().clips()) {
      throw new IllegalArgumentException(
          "model '%s' clips gradients, and updates take slots as they are; do without clipping"
              .formatted(model.name()));
    }
    if (model.weights().isEmpty()) {
      throw new IllegalArgumentException(
          "model '%s' has no weights, so there is nothing to synchronise; lower it as it is"
              .formatted(model.name()));
    }
    return new SlottedModel(model, requireNonNull(machine, "machine"), served);
  }

  private static int[] nodeStarts(Machine machine) {
    List<Integer> starts = new ArrayList<>();
    for (int p = 0; p < machine.processorCount(); p++) {
      if (p == 0 || machine.processor(p).node() != machine.processor(p - 1).node()) {
        starts.add(p);
      }
    }
    starts.add(machine.processorCount());
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  private int nodes() {
    return nodeStarts.length - 1;
  }

  private LogicalRegion gradient(Weight weight) {
    return model.region(weight.tensor(), Part.GRADIENT);
  }

  private GradientSlots slots(LogicalRegion gradient, boolean shared) {
    LogicalRegion tiles = slots(gradient, processors, ".tiles");
    return new GradientSlots(
        tiles,
        shared || model.rule().microBatches() > 1,
        shared && served ? Optional.of(slots(gradient, nodes(), ".nodes")) : Optional.empty(),
        shared);
  }

  private LogicalRegion slots(LogicalRegion gradient, int count, String suffix) {
    return model
        .forest()
        .createRegion(
            gradient.name() + suffix,
            IndexSpace.of(GradientSlots.lifted(0, count - 1, gradient.indexSpace().bounds())),
            gradient.fieldSpace());
  }

  private LogicalRegion signals(String name, int count) {
    return model
        .forest()
        .createRegion(
            name, IndexSpace.of(Rect.ofExtents(count)), FieldSpace.of("signal", FieldType.FLOAT32));
  }

  @Override
  public String name() {
    return model.name();
  }

  /** {@inheritDoc} Another than the model's, since other launches need other strategies. */
  @Override
  public String fingerprint() {
    return model.fingerprint() + (served ? "-served" : "-scattered");
  }

  @Override
  public List<OperatorSpace> operators() {
    if (!served) {
      return model.operators();
    }
    return model.operators().stream()
        .map(operator ->
            new OperatorSpace(
                operator.name(),
                operator.kind(),
                operator.dimensions(),
                operator.updateDimensions().stream()
                    .map(d -> new OperatorSpace.Dimension(d.name(), 1, d.role()))
                    .toList()))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no such operator, the configuration does not fit
   *     it, or makes more tiles than there are processors
   */
  @Override
  public void lower(String operator, OperatorConfig configuration, LaunchSink sink) {
    List<Placed> compute = new ArrayList<>();
    List<Placed> update = new ArrayList<>();
    model.lower(
        operator,
        configuration,
        new LaunchSink() {
          @Override
          public void once(int position, Launch launch) {
            sink.once(position, launch);
          }

          @Override
          public void step(int position, Launch launch) {
            IndexLaunch tasks = (IndexLaunch) launch;
            (tasks.tag().role() == Role.COMPUTE ? compute : update)
                .add(new Placed(position, tasks));
          }
        });
    Rect tiles = configuration.compute().grid();
    if (tiles.volume() > processors) {
      throw new IllegalArgumentException(
          "operator '%s' has %d tiles, but there are slots for the gradients of %d processors; split it less"
              .formatted(operator, tiles.volume(), processors));
    }
    Map<LogicalRegion, RegionRequirement> written = emitCompute(operator, tiles, compute, sink);
    if (served && operator.equals(last)) {
      sink.step(backwardEnd, endOfBackward(tiles));
    }
    if (served) {
      handOver(operator, tiles, written)
          .ifPresent(launch -> sink.step(starts.get(operator), launch));
    }
    for (Placed each : update) {
      sink.step(starts.get(operator) + 2, updateOf(each.launch, written));
    }
  }

  /** Emits forward and backward with slots, and returns what is done to them, by gradient. */
  private Map<LogicalRegion, RegionRequirement> emitCompute(
      String operator, Rect tiles, List<Placed> compute, LaunchSink sink) {
    Map<LogicalRegion, RegionRequirement> written = new LinkedHashMap<>();
    List<Placed> rewritten = new ArrayList<>();
    int lastWrite = -1;
    for (Placed each : compute) {
      Rewriting rewriting = new Rewriting(each.launch);
      slots.forEach((gradient, own) ->
          rewriting
              .find(gradient)
              .ifPresent(found -> {
                RegionRequirement slotted = own.contribution(found, tiles);
                rewriting.exchange(gradient, slotted);
                written.put(gradient, slotted);
              }));
      rewritten.add(new Placed(each.position, rewriting.launch()));
      lastWrite = rewriting.isChanged() ? Math.max(lastWrite, each.position) : lastWrite;
    }
    for (Placed each : rewritten) {
      boolean ends = served && operator.equals(last) && each.position == lastWrite;
      sink.step(each.position, ends ? signalling(each.launch) : each.launch);
    }
    return written;
  }

  /** The tiles say that they have come to the end. */
  private IndexLaunch signalling(IndexLaunch launch) {
    Rewriting rewriting = new Rewriting(launch);
    rewriting.add(GradientSlots.cells(ended, launch.domain(), Privilege.writeDiscard()));
    return rewriting.launch();
  }

  private IndexLaunch endOfBackward(Rect tiles) {
    return IndexLaunch.of(
        "backward.end",
        Rect.ofExtents(1),
        TaskArguments.NONE,
        GradientSlots.first(ended, tiles.volume(), Privilege.read()),
        RegionRequirement.whole(released, released.fieldSpace().all(), Privilege.writeDiscard()));
  }

  private RegionRequirement released() {
    return RegionRequirement.whole(released, released.fieldSpace().all(), Privilege.read());
  }

  /** Where each tile of an operator is, its gradients are handed over, unless shared. */
  private Optional<IndexLaunch> handOver(
      String operator, Rect tiles, Map<LogicalRegion, RegionRequirement> written) {
    List<RegionRequirement> requirements = new ArrayList<>();
    requirements.add(released());
    written.forEach((gradient, requirement) -> {
      if (!slots.get(gradient).isShared()) {
        requirements.add(GradientSlots.with(requirement, Privilege.readWrite()));
      }
    });
    if (requirements.size() == 1 || !starts.containsKey(operator)) {
      return Optional.empty();
    }
    return Optional.of(
        new IndexLaunch(
            "gradient.hand-over",
            tiles,
            requirements,
            TaskArguments.NONE,
            List.of(),
            new LaunchTag(operator, Role.COMPUTE),
            0,
            operator + " hand-over of gradients"));
  }

  private IndexLaunch updateOf(IndexLaunch launch, Map<LogicalRegion, RegionRequirement> written) {
    Rewriting rewriting = new Rewriting(launch);
    slots.forEach((gradient, own) ->
        rewriting
            .find(gradient)
            .ifPresent(plain ->
                rewriting.exchange(
                    gradient,
                    own.gathered(
                        plain, launch.domain(), Optional.ofNullable(written.get(gradient))))));
    return rewriting.launch();
  }

  @Override
  public void lowerFixed(LaunchSink sink) {
    model.lowerFixed(
        new LaunchSink() {
          @Override
          public void once(int position, Launch launch) {
            sink.once(position, launch);
          }

          @Override
          public void step(int position, Launch launch) {
            sink.step(position, launch instanceof FillLaunch fill ? ofSlots(fill) : launch);
          }
        });
    if (!served) {
      return;
    }
    for (Operator operator : model.network()) {
      List<GradientSlots> shared =
          operator.weights().stream()
              .map(weight -> slots.get(gradient(weight)))
              .filter(GradientSlots::isShared)
              .toList();
      if (!shared.isEmpty() && starts.containsKey(operator.name())) {
        sink.step(starts.get(operator.name()), handOverOfShared(operator.name(), shared));
        sink.step(starts.get(operator.name()) + 1, sumsOfNodes(operator.name(), shared));
      }
    }
  }

  private FillLaunch ofSlots(FillLaunch fill) {
    GradientSlots own = slots.get(fill.region());
    return own == null
        ? fill
        : new FillLaunch(own.tiles(), fill.fields(), fill.value(), fill.tag(), fill.provenance());
  }

  /** Launches of no operator go to the processors one after the other, as the slots do. */
  private IndexLaunch handOverOfShared(String operator, List<GradientSlots> shared) {
    Rect all = Rect.ofExtents(processors);
    List<RegionRequirement> requirements = new ArrayList<>();
    requirements.add(released());
    shared.forEach(own -> requirements.add(own.each(all, Privilege.readWrite())));
    return launch("gradient.hand-over", all, requirements, operator);
  }

  private IndexLaunch sumsOfNodes(String operator, List<GradientSlots> shared) {
    List<RegionRequirement> requirements = new ArrayList<>();
    for (GradientSlots own : shared) {
      requirements.add(own.ofNodes(nodeStarts));
      requirements.add(own.sums(nodes()));
    }
    return launch("gradient.node-sum", Rect.ofExtents(nodes()), requirements, operator);
  }

  private static IndexLaunch launch(
      String task, Rect domain, List<RegionRequirement> requirements, String operator) {
    return new IndexLaunch(
        task,
        domain,
        requirements,
        TaskArguments.NONE,
        List.of(),
        LaunchTag.NONE,
        0,
        operator + " " + task);
  }
}
