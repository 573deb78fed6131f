package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.lowering.StepPlan.Pass;
import org.soapstone.dnn.lowering.StepPlan.Placed;
import org.soapstone.dnn.operators.Access;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.TaskDefinition;

/** Turns the phases of an operator and a grid of tiles into index launches. */
final class OperatorLowering {
  /**
   * A launch at its place.
   *
   * @param position among the launches of its pass
   * @param pass when it is made
   * @param launch the launch
   */
  record Lowered(int position, Pass pass, IndexLaunch launch) {}

  private final TensorRegions regions;
  private final StepPlan plan;

  OperatorLowering(TensorRegions regions, StepPlan plan) {
    this.regions = regions;
    this.plan = plan;
  }

  /** {@return the tasks of a plan's phases, in the order of their first use} */
  static List<TaskDefinition> tasks(StepPlan plan) {
    Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    for (Placed placed : plan.all()) {
      Phase phase = placed.phase();
      tasks.computeIfAbsent(
          phase.task(),
          task ->
              TaskDefinition.named(task)
                  .leaf(ProcessorKind.CPU, phase.body())
                  .overwritesReductions()
                  .build());
    }
    return List.copyOf(tasks.values());
  }

  /**
   * {@return the launches of the phases of one role}
   *
   * @param operator the operator
   * @param role the role
   * @param dimensions the dimensions that the role's configuration splits
   * @param grid the degrees: the domain of the launches
   */
  List<Lowered> lower(Operator operator, Role role, List<Dimension> dimensions, Rect grid) {
    long[] extents = dimensions.stream().mapToLong(Dimension::extent).toArray();
    IndexPartition tiles = Partitions.equal(IndexSpace.of(Rect.ofExtents(extents)), grid);
    List<Lowered> lowered = new ArrayList<>();
    for (Placed placed : plan.phases(operator.name())) {
      if (placed.role() == role) {
        var phase = placed.phase();
        IndexLaunch launch =
            new IndexLaunch(
                phase.task(),
                grid,
                phase.accesses().stream().map(access -> requirement(access, tiles)).toList(),
                phase.arguments(),
                List.of(),
                new LaunchTag(operator.name(), role),
                0,
                operator.name() + " " + phase.task());
        lowered.add(new Lowered(placed.position(), placed.pass(), launch));
      }
    }
    return List.copyOf(lowered);
  }

  private RegionRequirement requirement(Access access, IndexPartition tiles) {
    LogicalRegion region = regions.region(access.tensor(), access.part());
    IndexPartition pieces = Partitions.image(tiles, access.needed(), region.indexSpace());
    Privilege privilege =
        switch (access.effect()) {
          case READ -> Privilege.read();
          case WRITE -> Privilege.writeDiscard();
          case READ_WRITE -> Privilege.readWrite();
          case CONTRIBUTE ->
              contribution(access, pieces, BuiltInReduction.SUM_F32, BuiltInReduction.SUM_F64);
          case MAXIMIZE ->
              contribution(access, pieces, BuiltInReduction.MAX_F32, BuiltInReduction.MAX_F64);
        };
    return new RegionRequirement(
        region,
        Optional.of(pieces),
        Projection.IDENTITY,
        region.fieldSpace().all(),
        privilege,
        Coherence.EXCLUSIVE);
  }

  /**
   * Written outright where nobody else adds to any point and no point is left out; else reduced
   * onto the fill.
   */
  private Privilege contribution(
      Access access, IndexPartition pieces, BuiltInReduction single, BuiltInReduction twice) {
    boolean alone = plan.contributors(access.tensor(), access.part()) == 1;
    return alone && pieces.isDisjoint() && pieces.isComplete()
        ? Privilege.writeDiscard()
        : Privilege.reduce(access.tensor().type() == FieldType.FLOAT64 ? twice : single);
  }
}
