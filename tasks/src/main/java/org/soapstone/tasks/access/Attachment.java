package org.soapstone.tasks.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * Memory, or a file, that a region uses in place until it is detached. After that the region is as
 * one that nobody has written: all zero bits.
 */
public final class Attachment implements AutoCloseable {
  private final LogicalRegion region;
  private final FieldSet fields;
  private final InstanceSpec instance;
  private final List<MemorySegment> files;
  private final Optional<Arena> lifetime;
  private final Consumer<Attachment> onDetach;
  private boolean detached;

  Attachment(
      LogicalRegion region,
      FieldSet fields,
      InstanceSpec instance,
      List<MemorySegment> files,
      Optional<Arena> lifetime,
      Consumer<Attachment> onDetach) {
    this.region = region;
    this.fields = fields;
    this.instance = instance;
    this.files = files;
    this.lifetime = lifetime;
    this.onDetach = onDetach;
  }

  /** {@return the region} */
  public LogicalRegion region() {
    return region;
  }

  /** {@return the fields} */
  public FieldSet fields() {
    return fields;
  }

  InstanceSpec instance() {
    return instance;
  }

  /** What has to be forced to a file; empty for memory. */
  List<MemorySegment> files() {
    return files;
  }

  /**
   * Detaches: waits for all that was launched on the data so far, and writes back what lies
   * elsewhere. Detaching twice does nothing.
   *
   * @throws org.soapstone.tasks.TaskFailedException if a task that the data depends on failed; it
   *     is detached all the same
   */
  @Override
  public void close() {
    if (!detached) {
      detached = true;
      try {
        onDetach.accept(this);
      } finally {
        lifetime.ifPresent(Arena::close);
      }
    }
  }
}
