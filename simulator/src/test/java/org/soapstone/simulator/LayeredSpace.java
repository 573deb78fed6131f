package org.soapstone.simulator;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.TaskDefinition;

/**
 * A chain of matrix products with backward pass and update, built of region launches: the least
 * program that has all that a network's planning needs.
 */
public final class LayeredSpace implements SearchSpace {
  private static final FieldSet VALUE = FieldSet.of(0);

  private final int layers;
  private final long channels;
  private final List<OperatorSpace> operators = new ArrayList<>();
  private final List<LogicalRegion> activations = new ArrayList<>();
  private final List<LogicalRegion> gradients = new ArrayList<>();
  private final List<LogicalRegion> weights = new ArrayList<>();
  private final List<LogicalRegion> weightGradients = new ArrayList<>();

  private record Product(int operands) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      Rect tile = rects.getLast();
      return 2.0 * operands * tile.volume() * rects.getFirst().extent(1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }

  public LayeredSpace(int layers, long samples, long channels) {
    this(layers, samples, channels, channels);
  }

  /** With an update that can be cut into so many parts at most. */
  public LayeredSpace(int layers, long samples, long channels, long updateParts) {
    this.layers = layers;
    this.channels = channels;
    RegionForest forest = new RegionForest();
    for (int i = 0; i <= layers; i++) {
      activations.add(region(forest, "activation" + i, samples));
      gradients.add(region(forest, "gradient" + i, samples));
    }
    for (int i = 0; i < layers; i++) {
      weights.add(region(forest, "weight" + i, channels));
      weightGradients.add(region(forest, "weightGradient" + i, channels));
      operators.add(
          new OperatorSpace(
              "layer" + i,
              "linear",
              List.of(
                  new Dimension("sample", samples, DimensionRole.SAMPLE),
                  new Dimension("channel", channels, DimensionRole.PARAMETER)),
              List.of(new Dimension("channel", updateParts, DimensionRole.PARAMETER))));
    }
  }

  private LogicalRegion region(RegionForest forest, String name, long rows) {
    return forest.createRegion(
        name,
        IndexSpace.of(Rect.ofExtents(rows, channels)),
        FieldSpace.of("value", FieldType.FLOAT32));
  }

  /** {@return the tasks that the launches call, with bodies that do nothing} */
  public static List<TaskDefinition> tasks() {
    return List.of("forward", "backward", "update", "init").stream()
        .map(name -> TaskDefinition.named(name).leaf(ProcessorKind.CPU, _ -> {}).build())
        .toList();
  }

  @Override
  public String name() {
    return "layered";
  }

  @Override
  public String fingerprint() {
    return Hashing.sha256().hashString(operators.toString(), StandardCharsets.UTF_8).toString();
  }

  @Override
  public List<OperatorSpace> operators() {
    return operators;
  }

  @Override
  public void lower(String operator, OperatorConfig configuration, LaunchSink sink) {
    int i =
        IntStream.range(0, layers)
            .filter(n -> operators.get(n).name().equals(operator))
            .findFirst()
            .orElseThrow();
    Rect grid = configuration.compute().grid();
    IndexPartition tiles = Partitions.equal(activations.get(i).indexSpace(), grid);
    IndexPartition rows = image(tiles, activations.get(i), rowsOf());
    IndexPartition columns = image(tiles, weights.get(i), columnsOf());
    IndexLaunch forward =
        IndexLaunch.of(
            "forward",
            grid,
            new Product(1),
            pieces(activations.get(i), rows, Privilege.read()),
            pieces(weights.get(i), columns, Privilege.read()),
            pieces(activations.get(i + 1), tiles, Privilege.writeDiscard()));
    IndexLaunch backward =
        IndexLaunch.of(
            "backward",
            grid,
            new Product(2),
            pieces(activations.get(i), rows, Privilege.read()),
            pieces(weights.get(i), columns, Privilege.read()),
            pieces(gradients.get(i), rows, Privilege.reduce(BuiltInReduction.SUM_F32)),
            pieces(weightGradients.get(i), columns, Privilege.reduce(BuiltInReduction.SUM_F32)),
            pieces(gradients.get(i + 1), tiles, Privilege.read()));
    sink.step(i, forward.tagged(new LaunchTag(operator, Role.COMPUTE), operator + " forward"));
    sink.step(
        4 * layers - i,
        backward.tagged(new LaunchTag(operator, Role.COMPUTE), operator + " backward"));
    update(operator, i, configuration, sink);
  }

  private void update(String operator, int i, OperatorConfig configuration, LaunchSink sink) {
    LaunchTag tag = new LaunchTag(operator, Role.UPDATE);
    Rect grid = configuration.update().orElseThrow().grid();
    IndexPartition parts =
        Partitions.equal(weights.get(i).indexSpace(), Rect.ofExtents(1, grid.extent(0)));
    Projection column =
        new Projection.Functor("column", p -> org.soapstone.regions.Point.of(0, p.coordinate(0)));
    IndexLaunch update =
        IndexLaunch.of(
            "update",
            grid,
            TaskArguments.NONE,
            RegionRequirement.pieces(
                weightGradients.get(i), parts, column, VALUE, Privilege.read()),
            RegionRequirement.pieces(weights.get(i), parts, column, VALUE, Privilege.readWrite()));
    IndexLaunch init =
        IndexLaunch.of(
            "init",
            grid,
            TaskArguments.NONE,
            RegionRequirement.pieces(
                weights.get(i), parts, column, VALUE, Privilege.writeDiscard()));
    sink.step(4 * layers + 1 + i, update.tagged(tag, operator + " update"));
    sink.once(i, init.tagged(tag, operator + " init"));
  }

  private IndexPartition image(IndexPartition tiles, LogicalRegion region, AffineRectMap map) {
    return Partitions.image(tiles, map, region.indexSpace());
  }

  private AffineRectMap rowsOf() {
    return AffineRectMap.builder(2).dimension(0, 1, 0, 0).all(0, channels - 1).build();
  }

  private AffineRectMap columnsOf() {
    return AffineRectMap.builder(2).all(0, channels - 1).dimension(1, 1, 0, 0).build();
  }

  private static RegionRequirement pieces(
      LogicalRegion region, IndexPartition pieces, Privilege privilege) {
    return RegionRequirement.pieces(region, pieces, Projection.IDENTITY, VALUE, privilege);
  }

  @Override
  public void lowerFixed(LaunchSink sink) {
    int position = layers;
    List<LogicalRegion> all = new ArrayList<>(gradients);
    all.addAll(weightGradients);
    for (LogicalRegion gradient : all) {
      sink.step(
          position++,
          new FillLaunch(
              gradient, VALUE, FillValue.of(-0.0f), LaunchTag.NONE, "fill of " + gradient.name()));
    }
  }
}
