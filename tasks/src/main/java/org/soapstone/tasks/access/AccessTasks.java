package org.soapstone.tasks.access;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.TaskContext;

/** The runtime's own tasks by which a program gets at data. */
public final class AccessTasks {
  /** Its result is the view of its only requirement. */
  public static final String MAP = "soapstone.map";

  /** Takes what lies in attached memory for what it has written. */
  public static final String ATTACH = "soapstone.attach";

  /** Sees to it that attached memory, and the file behind it, hold the value. */
  public static final String DETACH = "soapstone.detach";

  /** What is forced to the file; not part of the cost. */
  record Files(List<MemorySegment> mapped) implements TaskArguments {
    @Override
    public Object costKey() {
      return "Files";
    }
  }

  private AccessTasks() {}

  /**
   * The body of {@link #MAP}.
   *
   * @param context the context of a launch that {@link DataAccess} made
   */
  public static void map(TaskContext context) {
    context.result(context.region(0));
  }

  /**
   * The body of {@link #DETACH}.
   *
   * @param context the context of a launch that {@link DataAccess} made
   */
  public static void detach(TaskContext context) {
    ((Files) context.arguments()).mapped.forEach(MemorySegment::force);
  }

  static IndexLaunch launch(
      String task,
      TaskArguments arguments,
      LogicalRegion region,
      FieldSet fields,
      Privilege privilege,
      String what) {
    return IndexLaunch.single(task, arguments, RegionRequirement.whole(region, fields, privilege))
        .tagged(LaunchTag.NONE, "%s of region '%s'".formatted(what, region.name()));
  }
}
