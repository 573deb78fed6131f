package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.RecurrentCell;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/** The tasks of {@link Recurrent}; the orders of their regions are those of its phases. */
final class RecurrentBodies {
  private RecurrentBodies() {}

  /** The input's part of all gates, and the initial states. */
  static void begin(TaskContext context) {
    Begin begin = (Begin) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView gates = context.region(3).field();
    kernels.linearForward(
        context.region(0).field(),
        gates(context.region(1).field(), 0),
        gates(context.region(2).field(), 0),
        gates(gates, 2));
    int states = begin.cell == RecurrentCell.LSTM ? 2 : 1;
    for (int s = 0; s < states; s++) {
      FieldView first = context.region(4 + s).field();
      if (begin.given) {
        copyState(kernels, context.region(4 + states + s).field(), first);
      } else {
        kernels.fill(0, first);
      }
    }
  }

  /** One step. */
  static void forward(TaskContext context) {
    Step step = (Step) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    boolean lstm = step.cell == RecurrentCell.LSTM;
    FieldView gates = context.region(0).field();
    FieldView before = context.region(1).field();
    FieldView weight = context.region(2).field();
    FieldView after = context.region(4).field();
    FieldView none = Bodies.none(gates);
    FieldView cellAfter = lstm ? context.region(7).field() : none;
    kernels.recurrentForward(
        step.cell,
        gates,
        before,
        own(before, after.rect()),
        lstm ? context.region(6).field() : none,
        weight,
        lstm ? none : context.region(6).field(),
        context.region(3).field(),
        after,
        cellAfter);
    FieldView output = context.region(5).field();
    kernels.copyShifted(after, new long[] {0, -1, 0}, output);
    if (step.last) {
      copyState(kernels, after, context.region(lstm ? 8 : 7).field());
      if (lstm) {
        copyState(kernels, cellAfter, context.region(9).field());
      }
    }
  }

  /** One step, backward. */
  static void backward(TaskContext context) {
    Step step = (Step) context.arguments();
    boolean lstm = step.cell == RecurrentCell.LSTM;
    FieldView kept = context.region(0).field();
    FieldView none = Bodies.none(kept);
    int next = lstm ? 9 : 7;
    context
        .service(Kernels.class)
        .recurrentBackward(
            step.cell,
            kept,
            context.region(1).field(),
            lstm ? context.region(6).field() : none,
            lstm ? context.region(7).field() : none,
            context.region(2).field(),
            context.region(3).field(),
            context.region(5).field(),
            lstm ? context.region(8).field() : none,
            context.region(4).field(),
            lstm ? none : context.region(6).field(),
            step.passes ? context.region(lstm ? next + 1 : next).field() : none,
            step.passes && lstm ? context.region(next).field() : none);
  }

  /** The gradients of the weights over all steps, and of the input. */
  static void end(TaskContext context) {
    End end = (End) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    boolean lstm = end.cell == RecurrentCell.LSTM;
    FieldView inputGates = gates(context.region(2).field(), 2);
    FieldView hiddenGates = gates(context.region(3).field(), 2);
    FieldView none = Bodies.none(inputGates);
    kernels.linearBackwardWeight(
        context.region(0).field(),
        inputGates,
        gates(context.region(4).field(), 0),
        gates(context.region(6).field(), 0));
    kernels.linearBackwardWeight(
        context.region(1).field(),
        hiddenGates,
        gates(context.region(5).field(), 0),
        lstm ? none : gates(context.region(7).field(), 0));
    if (end.inputGradient) {
      int next = lstm ? 7 : 8;
      kernels.linearBackwardInput(
          inputGates, gates(context.region(next).field(), 0), context.region(next + 1).field());
    }
  }

  /** A view with units and gates, which are covered whole, as one dimension. */
  private static FieldView gates(FieldView view, int units) {
    Rect rect = view.rect();
    int dims = rect.dims() - 1;
    long gates = rect.extent(units + 1);
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    long[] strides = new long[dims];
    for (int d = 0; d < dims; d++) {
      int from = d <= units ? d : d + 1;
      lo[d] = d == units ? rect.lo(d) * gates : rect.lo(from);
      hi[d] = d == units ? (rect.hi(d) + 1) * gates - 1 : rect.hi(from);
      strides[d] = view.stride(d == units ? units + 1 : from);
    }
    return new FieldView(view.segment(), view.type(), Rect.of(lo, hi), strides, view.offset());
  }

  /** The units of a state [sample, step, unit] that another rect has. */
  private static FieldView own(FieldView state, Rect units) {
    Rect rect = state.rect();
    long offset =
        state.offset() + (units.lo(2) - rect.lo(2)) * state.stride(2) * state.type().bytes();
    long[] lo = {rect.lo(0), rect.lo(1), units.lo(2)};
    long[] hi = {rect.hi(0), rect.hi(1), units.hi(2)};
    long[] strides = {state.stride(0), state.stride(1), state.stride(2)};
    return new FieldView(state.segment(), state.type(), Rect.of(lo, hi), strides, offset);
  }

  /** Copies a state between [sample, 1, unit] and [sample, unit]. */
  private static void copyState(Kernels kernels, FieldView from, FieldView to) {
    kernels.copyShifted(plain(from), new long[] {0, 0}, plain(to));
  }

  private static FieldView plain(FieldView state) {
    Rect rect = state.rect();
    if (rect.dims() == 2) {
      return state;
    }
    Rect plain = Rect.of(new long[] {rect.lo(0), rect.lo(2)}, new long[] {rect.hi(0), rect.hi(2)});
    long[] strides = {state.stride(0), state.stride(2)};
    return new FieldView(state.segment(), state.type(), plain, strides, state.offset());
  }

  /**
   * The arguments of the first task.
   *
   * @param cell what a step computes
   * @param given whether there are initial states
   * @param steps the steps
   */
  record Begin(RecurrentCell cell, boolean given, int steps) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.getFirst().extent(0) * steps * rects.get(1).volume();
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }

  /**
   * The arguments of a step, forward or backward.
   *
   * @param cell what a step computes
   * @param last whether it is the last in time
   * @param passes whether a backward step passes gradients on
   */
  record Step(RecurrentCell cell, boolean last, boolean passes) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.getFirst().extent(0) * rects.get(2).volume();
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }

  /**
   * The arguments of the last task.
   *
   * @param cell what a step computes
   * @param inputGradient whether the input's gradient is computed
   */
  record End(RecurrentCell cell, boolean inputGradient) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      Rect gates = rects.get(2);
      double rows = (double) gates.extent(0) * gates.extent(1);
      double inputs = rects.get(4).volume() * (inputGradient ? 2.0 : 1.0);
      return 2 * rows * (inputs + rects.get(5).volume());
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }
}
