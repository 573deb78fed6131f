package org.soapstone.tasks.access;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.graph.InstanceSpec;

/** What {@link DataAccess} needs of a runtime. */
public interface AccessHost {

  /**
   * {@return the results of a launch where the mapper puts it}
   *
   * @param launch the launch
   */
  FutureMap launch(IndexLaunch launch);

  /**
   * {@return the results of a launch on a processor that sees attached memory}
   *
   * @param launch the launch
   */
  FutureMap launchInPlace(IndexLaunch launch);

  /**
   * Makes a fill.
   *
   * @param fill the fill
   */
  void launch(FillLaunch fill);

  /**
   * {@return the instance that the launches from here on use in place}
   *
   * @param region the points
   * @param fields the fields
   * @param byField for each field in ascending order its memory, row-major over the region's bounds
   */
  InstanceSpec attach(LogicalRegion region, FieldSet fields, List<MemorySegment> byField);

  /**
   * Ends the use of an instance in place; its nodes have all completed.
   *
   * @param spec the instance
   */
  void detach(InstanceSpec spec);
}
