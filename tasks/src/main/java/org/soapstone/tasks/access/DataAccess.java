package org.soapstone.tasks.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.partitioning.DeferredPartition;

/**
 * Inline mappings and attached memory of a program, see {@link org.soapstone.tasks.access}. Threads
 * as for the runtime.
 */
public final class DataAccess {
  private final AccessHost host;
  private final List<MappedRegion> mapped = new ArrayList<>();
  private final List<Attachment> attached = new ArrayList<>();

  /**
   * Begins without any.
   *
   * @param host the runtime
   */
  public DataAccess(AccessHost host) {
    this.host = host;
  }

  /**
   * {@return the data of a region, once everything launched before that it depends on has run} What
   * is written is seen by what is launched after it is unmapped; until then a launch that
   * interferes is refused.
   *
   * @param region the region
   * @param fields the fields
   * @param privilege read, read-write, or write-discard: then what is seen before it is written is
   *     undefined
   * @throws IllegalArgumentException if the privilege reduces, a field is not the region's, or the
   *     data is mapped already in a way that interferes
   * @throws TaskFailedException if a task that the data depends on failed
   */
  public MappedRegion map(LogicalRegion region, FieldSet fields, Privilege privilege) {
    if (privilege.reduces()) {
      throw new IllegalArgumentException(
          "region '%s' is mapped with %s; map it with read or read-write"
              .formatted(region.name(), privilege));
    }
    IndexLaunch launch =
        AccessTasks.launch(
            AccessTasks.MAP, TaskArguments.NONE, region, fields, privilege, "inline mapping");
    InstanceView view = host.launch(launch).future(launch.point(0), InstanceView.class).get();
    MappedRegion made = new MappedRegion(region, fields, privilege, view, mapped::remove);
    mapped.add(made);
    return made;
  }

  /**
   * Has a region use memory in place: it holds what lies there, and tasks that see the memory of
   * processor 0 work on it. The fields lie one after another by ascending id, each row-major over
   * the bounds of the region's points.
   *
   * @param region the region
   * @param fields the fields
   * @param memory exactly as large, off the heap, writable by all threads and aligned to each
   *     field's type; it stays alive until it is detached
   * @return ends the use
   * @throws IllegalArgumentException if it is otherwise, or some of the data is attached already
   */
  public Attachment attach(LogicalRegion region, FieldSet fields, MemorySegment memory) {
    checkMemory(region, memory);
    return attach(region, fields, memory, List.of(), Optional.empty());
  }

  /**
   * Has a region use a part of a file in place, mapped into memory, with the layout of {@link
   * #attach(LogicalRegion, FieldSet, MemorySegment)}.
   *
   * @param region the region
   * @param fields the fields
   * @param file the file, which exists and is long enough
   * @param offsetBytes where in the file the first field begins, a multiple of the largest field
   *     type's size
   * @return ends the use, and has the file written
   * @throws IllegalArgumentException if the file is too short, or some of the data is attached
   *     already
   * @throws UncheckedIOException if the file cannot be opened or mapped
   */
  @SuppressWarnings("MustBeClosedChecker") // the attachment closes the arena
  public Attachment attachFile(LogicalRegion region, FieldSet fields, Path file, long offsetBytes) {
    long bytes = bytes(region, fields);
    checkUnattached(region, fields);
    Arena lifetime = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < offsetBytes + bytes) {
        throw new IllegalArgumentException(
            "file %s has %d bytes, but fields %s of region '%s' need %d from byte %d on; make it longer"
                .formatted(file, channel.size(), fields, region.name(), bytes, offsetBytes));
      }
      MemorySegment memory =
          channel.map(FileChannel.MapMode.READ_WRITE, offsetBytes, bytes, lifetime);
      return attach(region, fields, memory, List.of(memory), Optional.of(lifetime));
    } catch (IOException e) {
      lifetime.close();
      throw new UncheckedIOException(
          "file %s cannot be attached to region '%s'".formatted(file, region.name()), e);
    } catch (RuntimeException e) {
      lifetime.close();
      throw e;
    }
  }

  private Attachment attach(
      LogicalRegion region,
      FieldSet fields,
      MemorySegment memory,
      List<MemorySegment> files,
      Optional<Arena> lifetime) {
    checkUnattached(region, fields);
    long wanted = bytes(region, fields);
    if (memory.byteSize() != wanted) {
      throw new IllegalArgumentException(
          "memory of %d bytes is attached to fields %s of region '%s', which have %d; give exactly as much"
              .formatted(memory.byteSize(), fields, region.name(), wanted));
    }
    List<MemorySegment> byField = new ArrayList<>();
    long offset = 0;
    long volume = region.indexSpace().bounds().volume();
    for (int id : fields.toArray()) {
      Field field = region.fieldSpace().field(id);
      MemorySegment part = memory.asSlice(offset, volume * field.type().bytes());
      if (part.address() % field.type().bytes() != 0) {
        throw new IllegalArgumentException(
            "field '%s' of region '%s' would lie at address %d, which is no multiple of %d bytes; align it"
                .formatted(field.name(), region.name(), part.address(), field.type().bytes()));
      }
      byField.add(part);
      offset += part.byteSize();
    }
    IndexLaunch launch =
        AccessTasks.launch(
            AccessTasks.ATTACH,
            TaskArguments.NONE,
            region,
            fields,
            Privilege.writeDiscard(),
            "attachment");
    check(launch);
    var instance = host.attach(region, fields, byField);
    host.launchInPlace(launch);
    var made = new Attachment(region, fields, instance, files, lifetime, this::detach);
    attached.add(made);
    return made;
  }

  private void detach(Attachment attachment) {
    LogicalRegion region = attachment.region();
    FieldSet fields = attachment.fields();
    IndexLaunch launch =
        AccessTasks.launch(
            AccessTasks.DETACH,
            new AccessTasks.Files(attachment.files()),
            region,
            fields,
            Privilege.readWrite(),
            "detachment");
    check(launch);
    try {
      host.launchInPlace(launch).await();
    } finally {
      attached.remove(attachment);
      for (int id : fields.toArray()) {
        host.launch(
            new FillLaunch(
                region,
                FieldSet.of(id),
                new FillValue(region.fieldSpace().field(id).type(), 0),
                LaunchTag.NONE,
                "what detaching leaves of region '%s'".formatted(region.name())));
      }
      host.detach(attachment.instance());
    }
  }

  private static long bytes(LogicalRegion region, FieldSet fields) {
    IndexSpace space = region.indexSpace();
    if (space.isEmpty() || fields.isEmpty() || !region.fieldSpace().all().contains(fields)) {
      throw new IllegalArgumentException(
          "fields %s of region '%s' over %s are attached; name fields of %s, and a region with points"
              .formatted(fields, region.name(), space, region.fieldSpace()));
    }
    long bytes = 0;
    for (int id : fields.toArray()) {
      long width = region.fieldSpace().field(id).type().bytes();
      bytes = Math.addExact(bytes, Math.multiplyExact(space.bounds().volume(), width));
    }
    return bytes;
  }

  private static void checkMemory(LogicalRegion region, MemorySegment memory) {
    String reason =
        !memory.isNative()
            ? "on the heap; allocate it from an arena"
            : memory.isReadOnly()
                ? "read-only; attach it writable"
                : !memory.isAccessibleBy(new Thread(() -> {}))
                    ? "confined to one thread; allocate it from a shared arena"
                    : "";
    if (!reason.isEmpty()) {
      throw new IllegalArgumentException(
          "the memory attached to region '%s' is %s".formatted(region.name(), reason));
    }
  }

  private void checkUnattached(LogicalRegion region, FieldSet fields) {
    for (Attachment other : attached) {
      if (other.region().tree() == region.tree()
          && other.fields().intersects(fields)
          && other.region().indexSpace().intersects(region.indexSpace())) {
        throw new IllegalArgumentException(
            "fields %s of region '%s' are attached while fields %s of region '%s' are; detach those first"
                .formatted(fields, region.name(), other.fields(), other.region().name()));
      }
    }
  }

  /**
   * Refuses a launch that interferes with what is mapped.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if it does, naming both
   */
  public void check(Launch launch) {
    if (mapped.isEmpty()) {
      return;
    }
    for (MappedRegion region : mapped) {
      boolean interferes =
          switch (launch) {
            case FillLaunch fill ->
                interferes(region, fill.region(), fill.fields(), Privilege.writeDiscard())
                    && fill.region().indexSpace().intersects(region.region().indexSpace());
            case IndexLaunch tasks -> interferes(region, tasks);
          };
      if (interferes) {
        throw new IllegalArgumentException(
            "launch '%s' interferes with region '%s', fields %s, which the program has mapped with %s; unmap it first"
                .formatted(
                    launch.provenance(),
                    region.region().name(),
                    region.fields(),
                    region.privilege()));
      }
    }
  }

  /**
   * Refuses launches one of which interferes with a region that the program has mapped.
   *
   * @param launches the launches
   * @throws IllegalArgumentException if one does, naming both
   */
  public void checkAll(List<? extends Launch> launches) {
    if (!mapped.isEmpty()) {
      launches.forEach(this::check);
    }
  }

  private static boolean interferes(MappedRegion region, IndexLaunch launch) {
    for (RegionRequirement requirement : launch.requirements()) {
      if (interferes(region, requirement.region(), requirement.fields(), requirement.privilege())) {
        for (int p = 0; p < launch.pointCount(); p++) {
          boolean isKnown =
              !(requirement.partition().orElse(null) instanceof DeferredPartition pieces)
                  || pieces.isKnown();
          IndexSpace points =
              isKnown ? requirement.space(launch.point(p)) : requirement.region().indexSpace();
          if (points.intersects(region.region().indexSpace())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean interferes(
      MappedRegion mapping, LogicalRegion region, FieldSet fields, Privilege privilege) {
    return mapping.region().tree() == region.tree()
        && mapping.fields().intersects(fields)
        && mapping.privilege().interferes(privilege);
  }

  /**
   * Refuses that a tree is destroyed whose data the program has mapped or attached.
   *
   * @param root the tree's root
   * @throws IllegalArgumentException if it has
   */
  public void checkDestroy(LogicalRegion root) {
    mapped.forEach(mapping -> checkOther(root, mapping.region(), "mapped; unmap"));
    attached.forEach(attachment -> checkOther(root, attachment.region(), "attached; detach"));
  }

  private static void checkOther(LogicalRegion root, LogicalRegion used, String how) {
    if (used.tree() == root.tree()) {
      throw new IllegalArgumentException(
          "region '%s' is destroyed while '%s' is %s it first"
              .formatted(root.name(), used.name(), how));
    }
  }

  /** Unmaps and detaches everything, before the runtime closes. */
  public void close() {
    List.copyOf(mapped).forEach(MappedRegion::close);
    RuntimeException first = null;
    for (Attachment attachment : List.copyOf(attached)) {
      try {
        attachment.close();
      } catch (TaskFailedException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
