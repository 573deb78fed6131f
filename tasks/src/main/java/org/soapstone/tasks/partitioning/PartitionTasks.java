package org.soapstone.tasks.partitioning;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.deppart.Column;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;

/** The bodies of the tasks that operations on partitions consist of. */
public final class PartitionTasks {
  /** The task that reads a chunk of a field; its result is the chunk's contribution. */
  public static final String READ_CHUNK = "soapstone.partition.chunk";

  /** The task of one point that computes a value from earlier results. */
  public static final String COMPUTE = "soapstone.partition.compute";

  /**
   * What {@link #READ_CHUNK} is given.
   *
   * @param operator the operator
   * @param columns the fields of the only requirement, in the operator's order
   */
  record Chunk(Operand<FieldOperator> operator, RegionColumns columns) implements TaskArguments {
    @Override
    public Object costKey() {
      return "Chunk";
    }

    @Override
    public String workClass() {
      return "partition";
    }
  }

  private PartitionTasks() {}

  /**
   * The body of {@link #READ_CHUNK}.
   *
   * @param context the context of a launch that {@link DeferredPartitions} made
   */
  public static void readChunk(TaskContext context) {
    Chunk chunk = (Chunk) context.arguments();
    FieldOperator operator = chunk.operator.in(context::future);
    RegionView region = context.region(0);
    IndexSpace points = region.space();
    if (!operator.domain().contains(points)) {
      points = points.intersection(operator.domain());
    }
    List<Column> columns = new ArrayList<>();
    chunk.columns.fields().forEach(id -> columns.add(column(region.field(id))));
    context.result(operator.partial(points, new Columns(columns)));
  }

  private static Column column(FieldView view) {
    long[] strides = new long[view.rect().dims()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] = view.stride(d);
    }
    return Column.strided(view.segment(), view.type(), view.rect(), strides, view.offset());
  }

  /**
   * The body of {@link #COMPUTE}.
   *
   * @param context the context of a launch that {@link DeferredPartitions} made
   */
  public static void compute(TaskContext context) {
    context.result(((Computation<?>) context.arguments()).apply(context::future));
  }
}
