package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.CopyLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.access.AccessTasks;
import org.soapstone.tasks.analysis.Home;
import org.soapstone.tasks.copies.CopyTask;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.RegionView;
import org.soapstone.tasks.partitioning.OutputRegion;
import org.soapstone.tasks.partitioning.PartitionTasks;

/**
 * The runtime's own tasks: a program that reads or writes a region itself launches one of these, so
 * that the same analysis finds what it has to wait for and what has to be copied.
 */
final class BuiltInTasks {
  /** What their names begin with. */
  static final String PREFIX = "soapstone.";

  private static final String READ = PREFIX + "read";
  private static final String WRITE = PREFIX + "write";
  private static final String SPOIL = PREFIX + "spoil";
  private static final String HOME = PREFIX + "home";

  /** What is written; its cost depends on the type and the rect, not on the values. */
  private record Values(FieldData data) implements TaskArguments {
    @Override
    public FieldType costKey() {
      return data.type();
    }

    @Override
    public String workClass() {
      return "copy";
    }
  }

  private record Nothing() implements TaskArguments {
    @Override
    public String workClass() {
      return "copy";
    }
  }

  private BuiltInTasks() {}

  static List<TaskDefinition> definitions() {
    return List.of(
        leaf(READ, BuiltInTasks::read),
        leaf(WRITE, BuiltInTasks::write),
        leaf(SPOIL, BuiltInTasks::spoil),
        leaf(CopyLaunch.TASK, CopyTask::run),
        leaf(AccessTasks.MAP, AccessTasks::map),
        leaf(AccessTasks.ATTACH, _ -> {}),
        leaf(AccessTasks.DETACH, AccessTasks::detach),
        leaf(OutputRegion.TASK, OutputRegion::write),
        leaf(HOME, _ -> {}),
        leaf(PartitionTasks.READ_CHUNK, PartitionTasks::readChunk),
        leaf(PartitionTasks.COMPUTE, PartitionTasks::compute));
  }

  private static TaskDefinition leaf(String name, TaskBody body) {
    return TaskDefinition.builtIn(name).leaf(ProcessorKind.CPU, body).build();
  }

  private static void read(TaskContext context) {
    RegionView region = context.region(0);
    context.result(new Mover().read(region.field(), region.space()));
  }

  private static void write(TaskContext context) {
    RegionView region = context.region(0);
    FieldData data = ((Values) context.arguments()).data();
    new Mover().write(data, region.field(), region.space());
  }

  private static void spoil(TaskContext context) {
    throw new AssertionError(
        "the task in place of launch %s ran, though it waits for a failure"
            .formatted(context.arguments()));
  }

  /** A launch whose result is the {@link FieldData} of one field. */
  static IndexLaunch readLaunch(LogicalRegion region, int fieldId) {
    var requirement = RegionRequirement.whole(region, FieldSet.of(fieldId), Privilege.read());
    return IndexLaunch.single(READ, new Nothing(), requirement)
        .tagged(LaunchTag.NONE, "read of " + describe(region, fieldId));
  }

  /** A launch that writes one field. */
  static IndexLaunch writeLaunch(LogicalRegion region, int fieldId, FieldData data) {
    FieldType type = region.fieldSpace().field(fieldId).type();
    if (data.type() != type || !data.rect().equals(region.indexSpace().bounds())) {
      throw new IllegalArgumentException(
          "data of type %s over %s is written to %s, which is of type %s over %s; make them alike"
              .formatted(
                  data.type(),
                  data.rect(),
                  describe(region, fieldId),
                  type,
                  region.indexSpace().bounds()));
    }
    var requirement =
        RegionRequirement.whole(region, FieldSet.of(fieldId), Privilege.writeDiscard());
    return IndexLaunch.single(WRITE, new Values(data), requirement)
        .tagged(LaunchTag.NONE, "write of " + describe(region, fieldId));
  }

  /**
   * A launch in the place of one that cannot be made: of one task, which overwrites, in each tree,
   * all of the regions and fields that the points might have written.
   */
  static IndexLaunch spoilLaunch(IndexLaunch launch) {
    Map<LogicalRegion, IndexSpace> points = new LinkedHashMap<>();
    Map<LogicalRegion, FieldSet> fields = new LinkedHashMap<>();
    for (RegionRequirement requirement : launch.requirements()) {
      if (requirement.privilege().writes()) {
        LogicalRegion root = requirement.region().root();
        points.merge(root, requirement.region().indexSpace(), IndexSpace::union);
        fields.merge(root, requirement.fields(), FieldSet::union);
      }
    }
    List<RegionRequirement> requirements = new ArrayList<>();
    points.forEach((root, space) ->
        requirements.add(of(root, space, fields.get(root), Privilege.writeDiscard())));
    return IndexLaunch.single(
            SPOIL, TaskArguments.NONE, requirements.toArray(RegionRequirement[]::new))
        .tagged(LaunchTag.NONE, launch.provenance());
  }

  /** A launch of one task, which reads all points of some homes. */
  static IndexLaunch homeLaunch(List<Home> homes) {
    RegionRequirement[] requirements =
        homes.stream()
            .map(home -> of(home.spec().root(), home.space(), home.fields(), Privilege.read()))
            .toArray(RegionRequirement[]::new);
    return IndexLaunch.single(HOME, TaskArguments.NONE, requirements)
        .tagged(LaunchTag.NONE, "end of an inner task");
  }

  /** A requirement on some points of a tree. */
  private static RegionRequirement of(
      LogicalRegion root, IndexSpace space, FieldSet fields, Privilege privilege) {
    Point colour = Point.of(0);
    return RegionRequirement.pieces(
        root,
        Partitions.explicit(root.indexSpace(), Map.of(colour, space)),
        new Projection.Constant(colour),
        fields,
        privilege);
  }

  private static String describe(LogicalRegion region, int fieldId) {
    return "field '%s' of region '%s'"
        .formatted(region.fieldSpace().field(fieldId).name(), region.name());
  }
}
