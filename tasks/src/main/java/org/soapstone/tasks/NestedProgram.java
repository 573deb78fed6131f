package org.soapstone.tasks;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.analysis.Home;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.execution.InnerTask;
import org.soapstone.tasks.execution.SubProgram;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * The sub-program of an inner task: a program of its own, with an analysis of its own that begins
 * with the data at home, and ends with a launch that reads all that was written at home.
 */
final class NestedProgram implements SubProgram {
  private final InnerTask task;
  private final Program program;

  /** Makes the sub-programs of a program. */
  record Factory(RegionForest regions, Mapper mapper, MapperContext context, int queueSize)
      implements SubProgram.Factory {
    @Override
    public SubProgram open(InnerTask task) {
      return new NestedProgram(task, this);
    }
  }

  private NestedProgram(InnerTask task, Factory parts) {
    this.task = task;
    var analysis =
        new TracedAnalysis(new ProgramAnalysis(parts.mapper, parts.context, task.homes()));
    program =
        new Program(
            parts.regions,
            analysis,
            task.executor(),
            task.executor(),
            parts.queueSize,
            parts.context.machine(),
            Optional.empty(),
            Optional.of(new ParentRights(task.launch(), task.point())));
  }

  @Override
  public Launcher launcher() {
    return program;
  }

  @Override
  public void finish() {
    program.endAccess();
    List<Home> written = task.writtenHomes();
    for (int from = 0; from < written.size(); from += IndexLaunch.MAX_REQUIREMENTS) {
      int to = Math.min(written.size(), from + IndexLaunch.MAX_REQUIREMENTS);
      List<Home> homes = written.subList(from, to);
      program.launchPlaced(BuiltInTasks.homeLaunch(homes), new ToHomes(homes, task.processor()));
    }
    program.drain();
  }

  @Override
  public void close() {
    program.end();
  }

  /** Sends each requirement of a launch to a home. */
  private record ToHomes(List<Home> homes, int processor) implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      return new int[] {processor};
    }

    @Override
    public InstanceChoice selectInstance(
        MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
      int memory = homes.get(requirement).spec().memory();
      return new InstanceChoice(memory, InstanceChoice.Extent.ROOT, false);
    }
  }
}
