package org.soapstone.tasks.analysis;

import com.google.common.primitives.ImmutableIntArray;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.graph.MappedLaunch;

/** An index launch that has been checked and mapped. Immutable and safe to share. */
public final class PreparedTasks implements PreparedLaunch {
  private final MappedLaunch mapped;
  private final LaunchShape shape;
  private final InstanceChoices instances;

  private PreparedTasks(MappedLaunch mapped, LaunchShape shape, InstanceChoices instances) {
    this.mapped = mapped;
    this.shape = shape;
    this.instances = instances;
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
    return of(launch, position, LaunchShape.of(launch), mapper, context);
  }

  static PreparedTasks of(
      IndexLaunch launch, long position, LaunchShape shape, Mapper mapper, MapperContext context) {
    MapperQueries queries = new MapperQueries(mapper, context, launch);
    return of(launch, position, shape, queries, queries.processors());
  }

  static PreparedTasks of(
      IndexLaunch launch,
      long position,
      LaunchShape shape,
      MapperQueries queries,
      ImmutableIntArray processors) {
    var mapped = new MappedLaunch(launch, position, processors, queries.priority());
    return new PreparedTasks(mapped, shape, queries.instances(processors));
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
    for (RegionRequirement requirement : launch().requirements()) {
      if (requirement.region().tree() == root.tree()) {
        return true;
      }
    }
    return false;
  }

  int pointCount() {
    return mapped.processors().length();
  }

  int processor(int point) {
    return mapped.processors().get(point);
  }

  int requirementCount() {
    return launch().requirements().size();
  }

  RegionRequirement requirement(int requirement) {
    return launch().requirements().get(requirement);
  }

  /**
   * {@return what a requirement does to the data that is there} A task that may not run discards
   * nothing.
   */
  Privilege effect(int requirement) {
    Privilege privilege = requirement(requirement).privilege();
    return launch().control().isPredicated() && privilege instanceof Privilege.WriteDiscard
        ? Privilege.readWrite()
        : privilege;
  }

  /** {@return the points that a task touches for a requirement} */
  IndexSpace space(int requirement, int point) {
    return shape.space(requirement, point);
  }

  int memory(int requirement, int point) {
    return instances.memory(requirement, point);
  }

  /** {@return whether the instance is to cover the root's bounds, rather than the points' alone} */
  boolean coversRoot(int requirement, int point) {
    return instances.coversRoot(requirement, point);
  }

  boolean reuse(int requirement, int point) {
    return instances.reuse(requirement, point);
  }
}
