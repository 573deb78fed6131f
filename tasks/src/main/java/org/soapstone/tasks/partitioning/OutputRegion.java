package org.soapstone.tasks.partitioning;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.RegionView;

/**
 * A region whose size only the tasks of a launch know: each point sets an {@link Output} as its
 * result, and the elements of all points, in row-major order of the points, are those of the
 * region, numbered from 0.
 *
 * <p>The space and the pieces are deferred values of the program, as other computed partitions are.
 * The region itself is made when it is first asked for, which waits for the sizes.
 *
 * <p>For the program, as the runtime.
 */
public final class OutputRegion {
  /** The task that puts a point's elements into the region. */
  public static final String TASK = "soapstone.output";

  private final OperationLauncher launcher;
  private final RegionForest forest;
  private final String name;
  private final FieldSpace fields;
  private final LaunchResults outputs;
  private final Deferred<IndexSpace> space;
  private final DeferredPartition pieces;
  private LogicalRegion region;

  /**
   * Describes the region of what a launch puts out.
   *
   * @param launcher launches the tasks of operations
   * @param forest makes the region
   * @param name names the region
   * @param fields its fields
   * @param outputs the results of the launch
   */
  public OutputRegion(
      OperationLauncher launcher,
      RegionForest forest,
      String name,
      FieldSpace fields,
      LaunchResults outputs) {
    this.launcher = launcher;
    this.forest = forest;
    this.name = name;
    this.fields = fields;
    this.outputs = outputs;
    Operations operations = new Operations(launcher, 1);
    Inputs inputs = new Inputs();
    int all = inputs.add(outputs);
    this.space =
        operations.compute(
            "space of output '%s'".formatted(name),
            IndexSpace.class,
            new Computation.OutputSpace(name, fields, outputs.domain(), all),
            inputs);
    this.pieces =
        new DeferredPartition(
            outputs.domain(),
            Optional.empty(),
            operations.compute(
                "pieces of output '%s'".formatted(name),
                IndexPartition.class,
                new Computation.OutputPieces(name, fields, outputs.domain(), all),
                inputs));
  }

  /** {@return the space of the region, once the tasks have run: from 0, one-dimensional} */
  public Deferred<IndexSpace> space() {
    return space;
  }

  /** {@return the elements of each launch point, by its coordinates: disjoint and complete} */
  public DeferredPartition pieces() {
    return pieces;
  }

  /**
   * {@return the region, with what the tasks put out} Waits for the sizes when it is first called;
   * the data follows like that of any launch.
   *
   * @throws org.soapstone.tasks.TaskFailedException if a task failed, or did not set an {@link
   *     Output} of the region's fields
   */
  public synchronized LogicalRegion region() {
    if (region == null) {
      LogicalRegion made = forest.createRegion(name, space.get(), fields);
      IndexLaunch launch =
          IndexLaunch.of(
                  TASK,
                  outputs.domain(),
                  TaskArguments.NONE,
                  RegionRequirement.pieces(
                      made, pieces, Projection.IDENTITY, fields.all(), Privilege.writeDiscard()))
              .tagged(LaunchTag.NONE, "output '%s'".formatted(name));
      launcher.launch(launch, List.of(outputs));
      region = made;
    }
    return region;
  }

  /**
   * The body of {@link #TASK}.
   *
   * @param context the context of a launch made here
   */
  public static void write(TaskContext context) {
    RegionView region = context.region(0);
    if (region.space().isEmpty()) {
      return;
    }
    Object all = context.future(0);
    int point = (int) context.domain().linearize(context.point());
    Output output = (Output) (all instanceof List<?> list ? list.get(point) : all);
    int[] ids = context.requirements().getFirst().fields().toArray();
    Mover mover = new Mover();
    for (int f = 0; f < ids.length; f++) {
      mover.write(output.fields().get(f), region.field(ids[f]), region.space());
    }
  }
}
