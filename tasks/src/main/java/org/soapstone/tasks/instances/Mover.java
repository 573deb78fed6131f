package org.soapstone.tasks.instances;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * Copies, folds and fills boxes of instances, run by contiguous run.
 *
 * <p>Each method returns the bytes that it really wrote. A mover has scratch space of its own: one
 * for each thread.
 */
public final class Mover {
  /** Runs this short cost less element by element than through a call to copy memory. */
  private static final int SHORT_RUN_BYTES = 32;

  private final BoxRuns runs = new BoxRuns();

  /** Makes a mover for one thread. */
  public Mover() {}

  /**
   * Copies data from one instance to another.
   *
   * @param source where the data is
   * @param target where it goes
   * @param points the points to copy, covered by both
   * @param fields the fields to copy
   * @return the bytes copied
   */
  public long copy(
      PhysicalInstance source, PhysicalInstance target, IndexSpace points, FieldSet fields) {
    long bytes = 0;
    for (int id = fields.next(0); id >= 0; id = fields.next(id + 1)) {
      long width = type(target, id).bytes();
      List<Rect> rects = points.rects();
      for (int i = 0; i < rects.size(); i++) {
        boolean more = begin(rects.get(i), source, target);
        for (; more; more = runs.advance()) {
          long length = runs.length() * width;
          copyRun(
              source.memory(id),
              runs.offsetA() * width,
              target.memory(id),
              runs.offsetB() * width,
              length,
              width);
          bytes += length;
        }
      }
    }
    return bytes;
  }

  private boolean begin(Rect box, PhysicalInstance a, PhysicalInstance b) {
    return runs.begin(box, a.spec().rect(), a.strides(), b.spec().rect(), b.strides());
  }

  private static void copyRun(
      MemorySegment from, long source, MemorySegment to, long target, long bytes, long width) {
    if (bytes > SHORT_RUN_BYTES || width < Integer.BYTES) {
      MemorySegment.copy(from, source, to, target, bytes);
    } else if (width == Integer.BYTES) {
      for (long i = 0; i < bytes; i += Integer.BYTES) {
        to.set(JAVA_INT_UNALIGNED, target + i, from.get(JAVA_INT_UNALIGNED, source + i));
      }
    } else {
      for (long i = 0; i < bytes; i += Long.BYTES) {
        to.set(JAVA_LONG_UNALIGNED, target + i, from.get(JAVA_LONG_UNALIGNED, source + i));
      }
    }
  }

  /**
   * Folds one instance into another: {@code target = target (op) source}.
   *
   * @param source a reduction buffer
   * @param target a reduction buffer or an instance of values
   * @param points the points to fold, covered by both
   * @param fields the fields to fold
   * @param operator how to fold
   * @return the bytes folded
   */
  public long fold(
      PhysicalInstance source,
      PhysicalInstance target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator) {
    long bytes = 0;
    for (int id = fields.next(0); id >= 0; id = fields.next(id + 1)) {
      long width = type(target, id).bytes();
      MemorySegment from = source.memory(id);
      MemorySegment to = target.memory(id);
      List<Rect> rects = points.rects();
      for (int i = 0; i < rects.size(); i++) {
        boolean more = begin(rects.get(i), source, target);
        for (; more; more = runs.advance()) {
          operator.fold(to, runs.offsetB() * width, from, runs.offsetA() * width, runs.length());
          bytes += runs.length() * width;
        }
      }
    }
    return bytes;
  }

  /**
   * Sets every point to a value.
   *
   * @param target the instance to fill
   * @param points the points to fill, covered by it
   * @param fields the fields to fill
   * @param value the value
   * @return the bytes filled
   */
  public long fill(PhysicalInstance target, IndexSpace points, FieldSet fields, FillValue value) {
    long bytes = 0;
    for (int id = fields.next(0); id >= 0; id = fields.next(id + 1)) {
      int width = type(target, id).bytes();
      MemorySegment to = target.memory(id);
      List<Rect> rects = points.rects();
      for (int i = 0; i < rects.size(); i++) {
        bytes += fill(target, to, rects.get(i), width, value.bits());
      }
    }
    return bytes;
  }

  /**
   * The first run is filled by doubling, the others are copies of it, all at the speed of copying
   * memory.
   */
  private long fill(PhysicalInstance target, MemorySegment to, Rect box, int width, long bits) {
    long bytes = 0;
    long pattern = -1;
    for (boolean more = begin(box, target, target); more; more = runs.advance()) {
      long start = runs.offsetA() * width;
      long length = runs.length() * width;
      if (pattern < 0) {
        pattern = start;
        setElement(to, start, width, bits);
        for (long done = width; done < length; ) {
          long step = Math.min(done, length - done);
          MemorySegment.copy(to, start, to, start + done, step);
          done += step;
        }
      } else {
        copyRun(to, pattern, to, start, length, width);
      }
      bytes += length;
    }
    return bytes;
  }

  private static void setElement(MemorySegment to, long offset, int width, long bits) {
    switch (width) {
      case 1 -> to.set(JAVA_BYTE, offset, (byte) bits);
      case 4 -> to.set(JAVA_INT_UNALIGNED, offset, (int) bits);
      default -> to.set(JAVA_LONG_UNALIGNED, offset, bits);
    }
  }

  /**
   * Sets every point of a reduction buffer to the operator's identity.
   *
   * @param target the buffer
   * @param points the points to set, covered by it
   * @param fields the fields to set
   * @param operator the operator
   */
  public void fillIdentity(
      PhysicalInstance target, IndexSpace points, FieldSet fields, ReductionOperator operator) {
    for (int id = fields.next(0); id >= 0; id = fields.next(id + 1)) {
      long width = type(target, id).bytes();
      MemorySegment to = target.memory(id);
      List<Rect> rects = points.rects();
      for (int i = 0; i < rects.size(); i++) {
        boolean more = begin(rects.get(i), target, target);
        for (; more; more = runs.advance()) {
          operator.fillIdentity(to, runs.offsetA() * width, runs.length());
        }
      }
    }
  }

  private static FieldType type(PhysicalInstance instance, int fieldId) {
    return instance.spec().root().fieldSpace().field(fieldId).type();
  }

  /**
   * {@return the values that a view shows, and zeros where its rect has points that are not its
   * own}
   *
   * @param view the view
   * @param space the view's points
   */
  public FieldData read(FieldView view, IndexSpace space) {
    var values = FieldData.newArray(view.type(), view.rect());
    MemorySegment to = FieldData.segmentOf(values);
    long width = view.type().bytes();
    long[] strides = FieldView.rowMajorStrides(view.rect());
    for (Rect box : space.rects()) {
      boolean more = runs.begin(box, view.rect(), view.strides(), view.rect(), strides);
      for (; more; more = runs.advance()) {
        long from = view.offset() + runs.offsetA() * width;
        copyRun(view.segment(), from, to, runs.offsetB() * width, runs.length() * width, width);
      }
    }
    return FieldData.wrap(view.type(), view.rect(), values);
  }

  /**
   * Writes values into a view, at the points that are its own.
   *
   * @param data the values, over the view's rect
   * @param view the view
   * @param space the view's points
   */
  public void write(FieldData data, FieldView view, IndexSpace space) {
    MemorySegment from = data.segment();
    long width = view.type().bytes();
    long[] strides = FieldView.rowMajorStrides(view.rect());
    for (Rect box : space.rects()) {
      boolean more = runs.begin(box, view.rect(), strides, view.rect(), view.strides());
      for (; more; more = runs.advance()) {
        long to = view.offset() + runs.offsetB() * width;
        copyRun(from, runs.offsetA() * width, view.segment(), to, runs.length() * width, width);
      }
    }
  }

  /**
   * Copies elements from one view to another.
   *
   * @param from where they are
   * @param to where they go, of the same type
   * @param points the points to copy, of both views
   */
  public void copy(FieldView from, FieldView to, IndexSpace points) {
    long width = to.type().bytes();
    for (Rect box : points.rects()) {
      boolean more = runs.begin(box, from.rect(), from.strides(), to.rect(), to.strides());
      for (; more; more = runs.advance()) {
        copyRun(
            from.segment(),
            from.offset() + runs.offsetA() * width,
            to.segment(),
            to.offset() + runs.offsetB() * width,
            runs.length() * width,
            width);
      }
    }
  }

  /**
   * Folds elements of one view into another.
   *
   * @param from where they are
   * @param to a reduction buffer
   * @param points the points to fold, of both views
   * @param operator how to fold
   */
  public void fold(FieldView from, FieldView to, IndexSpace points, ReductionOperator operator) {
    long width = to.type().bytes();
    for (Rect box : points.rects()) {
      boolean more = runs.begin(box, from.rect(), from.strides(), to.rect(), to.strides());
      for (; more; more = runs.advance()) {
        operator.fold(
            to.segment(),
            to.offset() + runs.offsetB() * width,
            from.segment(),
            from.offset() + runs.offsetA() * width,
            runs.length());
      }
    }
  }
}
