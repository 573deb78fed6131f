package org.soapstone.tasks.analysis;

import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.MappedLaunch;

/** An index launch that has been checked and mapped. Immutable and safe to share. */
public final class PreparedTasks implements PreparedLaunch {
  private final MappedLaunch mapped;

  private PreparedTasks(MappedLaunch mapped) {
    this.mapped = mapped;
  }

  /**
   * {@return an index launch, checked and mapped}
   *
   * @param launch the launch
   * @param position its position in program order, or within its step
   * @param mapper chooses processors, instances and priority; every answer is checked
   * @param context the machine and the tasks' variants
   * @throws org.soapstone.mapper.MapperException if an answer of the mapper cannot be carried out
   * @throws IllegalArgumentException if the launch is wrong, see {@link PreparedLaunch#of}
   */
  public static PreparedTasks of(
      IndexLaunch launch, long position, Mapper mapper, MapperContext context) {
    throw new UnsupportedOperationException();
  }

  /** {@return the launch with its position, processors and priority} */
  public MappedLaunch mapped() {
    return mapped;
  }

  @Override
  public IndexLaunch launch() {
    return mapped.launch();
  }

  @Override
  public long position() {
    return mapped.position();
  }

  @Override
  public boolean touches(LogicalRegion root) {
    throw new UnsupportedOperationException();
  }
}
