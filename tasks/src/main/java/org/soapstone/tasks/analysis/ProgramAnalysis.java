package org.soapstone.tasks.analysis;

import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.MappedLaunch;

/**
 * The dependence analysis of a whole program: takes launches in program order, asks the mapper, and emits nodes and
 * edges. Not thread-safe.
 */
public final class ProgramAnalysis {

  /**
   * Starts with a program that has made no launch.
   *
   * @param mapper decides placement; every answer is checked
   * @param context the machine and the tasks' variants
   */
  public ProgramAnalysis(Mapper mapper, MapperContext context) {
    throw new UnsupportedOperationException();
  }

  /**
   * Analyses an index launch.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before; futures name launches by
   *     it
   * @param sink takes the nodes and edges
   * @return the launch as it was mapped
   * @throws org.soapstone.mapper.MapperException if an answer of the mapper cannot be carried out; nothing has changed,
   *     unless the answer was {@link Mapper#selectSource}'s: then the launch has been made, with the first candidate
   * @throws IllegalArgumentException if the launch is wrong, see {@link PreparedLaunch#of}; nothing has changed
   */
  public MappedLaunch launch(IndexLaunch launch, long position, GraphSink sink) {
    throw new UnsupportedOperationException();
  }

  /**
   * Analyses a fill. Nothing is emitted until somebody reads.
   *
   * @param launch the fill
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the nodes and edges
   * @throws IllegalArgumentException if the launch is wrong; nothing has changed
   */
  public void launch(FillLaunch launch, long position, GraphSink sink) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forgets a tree that the program will not name again.
   *
   * @param root the tree's root region
   */
  public void forget(LogicalRegion root) {
    throw new UnsupportedOperationException();
  }
}
