package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Gives the elements of a tensor, in row-major order, another shape; splittable along every
 * dimension.
 *
 * <p>Iterates over its output. A tile needs the bounding rect of its elements in the input, which
 * is worked out for each group of dimensions that are reshaped among themselves: of [a, b · c] to
 * [a, b, c], a tile of some a needs no other. In the backward pass a tile contributes zero to
 * elements of that rect which are not its own.
 */
public final class Reshape extends Operator {
  private static final String KIND = "reshape";

  /**
   * Describes a change of shape.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param shape the extents of the output, each at least 1; one may be −1 and follows from the
   *     others
   * @throws ModelException if there are more or fewer elements in it than in the input
   */
  public Reshape(String name, Tensor input, long... shape) {
    this(name, KIND, input, whole(name, input, shape));
  }

  private Reshape(String name, String kind, Tensor input, ImmutableLongArray shape) {
    Tensor output = new Tensor(name, input.type(), shape, input.differentiable());
    super(
        name,
        kind,
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  /**
   * {@return a layer that makes each sample a row: [sample, ...] becomes [sample, channel]}
   *
   * @param name the layer's name
   * @param input at least two dimensions
   * @throws ModelException if it has fewer
   */
  public static Reshape flatten(String name, Tensor input) {
    Shapes.requireRank(name, "flatten", input, 2, "[sample, ...]");
    long samples = input.extent(0);
    ImmutableLongArray shape = ImmutableLongArray.of(samples, input.volume() / samples);
    return new Reshape(name, "flatten", input, shape);
  }

  private static ImmutableLongArray whole(String name, Tensor input, long[] shape) {
    long known = 1;
    int open = -1;
    boolean fits = shape.length > 0;
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] == -1 && open < 0) {
        open = d;
      } else {
        fits &= shape[d] > 0;
        known *= shape[d];
      }
    }
    long[] extents = shape.clone();
    if (fits && open >= 0) {
      extents[open] = input.volume() / known;
      known *= extents[open];
    }
    if (!fits || known != input.volume()) {
      throw ModelException.of(
          name,
          KIND,
          "shape %s of input %s; it must have %d elements, and at most one extent of -1"
              .formatted(ImmutableLongArray.copyOf(shape), input, input.volume()));
    }
    return ImmutableLongArray.copyOf(extents);
  }

  @Override
  public List<Phase> forward() {
    RectMap map = new Bounds(output().shape(), input().shape());
    return List.of(
        new Phase(
            kind() + ".forward",
            Reshape::run,
            new Change(input().shape(), output().shape()),
            Access.reads(input(), map),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    RectMap map = new Bounds(output().shape(), input().shape());
    return hasBackward()
        ? List.of(
            new Phase(
                kind() + ".backward",
                Reshape::run,
                new Change(output().shape(), input().shape()),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), map)))
        : List.of();
  }

  private static void run(TaskContext context) {
    Change shapes = (Change) context.arguments();
    context
        .service(Kernels.class)
        .reshape(
            shapes.from.toArray(),
            shapes.to.toArray(),
            context.region(0).field(),
            context.region(1).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param from the extents of what is read
   * @param to the extents of what is written
   */
  record Change(ImmutableLongArray from, ImmutableLongArray to) implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }

  /**
   * The map from a rect of one shape to the bounding rect of its elements in another.
   *
   * @param from the extents of the tensor that rects are of
   * @param to the extents of the other
   */
  record Bounds(ImmutableLongArray from, ImmutableLongArray to) implements RectMap {
    @Override
    public int sourceDims() {
      return from.length();
    }

    @Override
    public int targetDims() {
      return to.length();
    }

    @Override
    public Rect apply(Rect tile) {
      if (tile.isEmpty()) {
        return Rect.empty(to.length());
      }
      long[] lo = new long[to.length()];
      long[] hi = new long[to.length()];
      for (Group group : groups()) {
        long first = 0;
        long last = 0;
        for (int d = group.from; d < group.fromEnd; d++) {
          first = first * from.get(d) + Math.max(tile.lo(d), 0);
          last = last * from.get(d) + Math.min(tile.hi(d), from.get(d) - 1);
        }
        bound(group, first, last, lo, hi);
      }
      return Rect.of(lo, hi);
    }

    /** Dimensions of one shape, and those of the other that have as many elements together. */
    private record Group(int from, int fromEnd, int to, int toEnd) {}

    private List<Group> groups() {
      List<Group> groups = new ArrayList<>();
      int i = 0;
      int j = 0;
      while (i < from.length() || j < to.length()) {
        int from0 = i;
        int to0 = j;
        long a = i < from.length() ? from.get(i++) : 1;
        long b = j < to.length() ? to.get(j++) : 1;
        while (a != b) {
          if (a < b) {
            a *= from.get(i++);
          } else {
            b *= to.get(j++);
          }
        }
        groups.add(new Group(from0, i, to0, j));
      }
      return groups;
    }

    /** The bounding rect of a range of row-major places of a group's dimensions. */
    private void bound(Group group, long first, long last, long[] lo, long[] hi) {
      long a = first;
      long b = last;
      for (int d = group.toEnd - 1; d >= group.to; d--) {
        lo[d] = a % to.get(d);
        hi[d] = b % to.get(d);
        a /= to.get(d);
        b /= to.get(d);
      }
      boolean whole = false;
      for (int d = group.to; d < group.toEnd; d++) {
        if (whole) {
          lo[d] = 0;
          hi[d] = to.get(d) - 1;
        }
        whole |= lo[d] != hi[d];
      }
    }
  }
}
