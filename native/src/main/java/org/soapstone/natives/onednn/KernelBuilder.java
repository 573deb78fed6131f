package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Puts a kernel together: the caller's tensors, the main primitive in the layouts it is fast in,
 * and the reorders between the two. A tensor that already has the right layout is used where it
 * lies.
 *
 * <p>Descriptors and attributes made here are destroyed when the builder closes. Steps and memories
 * outlive it in the {@link KernelParts}, or are destroyed too if building fails.
 */
final class KernelBuilder implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final MethodHandle REORDER =
      Dnnl.link(
          "dnnl_reorder_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);

  private final Workspace workspace;
  private final String operation;
  private final Arena arena = Arena.ofShared();
  private final List<Runnable> temporaries = new ArrayList<>();
  private final List<Runnable> owned = new ArrayList<>();
  private final List<Operand> operands = new ArrayList<>();
  private final List<KernelParts.Scratch> scratch = new ArrayList<>();
  private final List<KernelParts.Scratch> scratchpads = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private long scratchBytes;
  private boolean finished;

  KernelBuilder(Workspace workspace, String operation) {
    this.workspace = workspace;
    this.operation = operation;
    owned.add(arena::close);
  }

  /** The layout of one of our tensors, its dimensions in oneDNN's order. */
  MemoryDesc layout(TensorDesc tensor, int... order) {
    return temporary(MemoryDesc.of(tensor, order));
  }

  /** A layout that the primitive may choose. */
  MemoryDesc anyLayout(TensorDesc tensor, int... order) {
    return temporary(MemoryDesc.any(tensor, order));
  }

  private MemoryDesc temporary(MemoryDesc desc) {
    temporaries.add(desc::destroy);
    return desc;
  }

  Attributes attributes(Write write) {
    Attributes attributes = Attributes.of(write);
    temporaries.add(attributes::destroy);
    return attributes;
  }

  PrimitiveDesc primitive(PrimitiveDesc.Creation creation) {
    PrimitiveDesc desc = PrimitiveDesc.create(operation, creation);
    temporaries.add(desc::destroy);
    return desc;
  }

  /** The first implementation whose name is wanted, or else the one that oneDNN prefers. */
  PrimitiveDesc primitive(Predicate<String> wanted, PrimitiveDesc.Creation creation) {
    PrimitiveDesc desc = primitive(creation);
    while (!wanted.test(desc.implementation())) {
      if (!desc.next()) {
        return primitive(creation);
      }
    }
    return desc;
  }

  /** Wants any implementation. */
  static boolean isAny(String implementation) {
    return true;
  }

  /** Declares the caller's next tensor, to be read. */
  Operand.View input(String name, TensorDesc tensor, int... order) {
    return operand(name, tensor, false, order);
  }

  /** Declares the caller's next tensor, to be written. */
  Operand.View output(String name, TensorDesc tensor, int... order) {
    return operand(name, tensor, true, order);
  }

  private Operand.View operand(String name, TensorDesc tensor, boolean written, int[] order) {
    Operand operand = new Operand(name, tensor, written);
    operands.add(operand);
    return view(operand, order);
  }

  /** Another view of a declared tensor, its dimensions in another order. */
  Operand.View view(Operand operand, int... order) {
    MemoryDesc desc = layout(operand.tensor(), order);
    return operand.addView(desc, memory(desc));
  }

  private Memory memory(MemoryDesc desc) {
    Memory memory = Memory.of(desc);
    owned.add(memory::destroy);
    return memory;
  }

  /** The operand in the layout that a primitive wants to read it in. */
  Memory read(Operand.View operand, MemoryDesc wanted) {
    if (operand.desc().sameAs(wanted)) {
      return operand.memory();
    }
    Memory copy = scratch(wanted);
    reorder(operand.desc(), operand.memory(), wanted, copy, Write.OVERWRITE);
    return copy;
  }

  /**
   * What a primitive that cannot accumulate writes; after all other steps it is brought to the
   * operand.
   */
  Memory write(Operand.View operand, MemoryDesc produced, Write write) {
    if (write == Write.OVERWRITE && operand.desc().sameAs(produced)) {
      return operand.memory();
    }
    Memory result = scratch(produced);
    afterwards.add(() -> reorder(produced, result, operand.desc(), operand.memory(), write));
    return result;
  }

  /** A tensor that lives only while the kernel executes. */
  Memory scratch(MemoryDesc desc) {
    Memory memory = memory(desc);
    scratch.add(new KernelParts.Scratch(memory, scratchBytes, desc.bytes()));
    scratchBytes += align(desc.bytes());
    return memory;
  }

  /** A tensor that holds one value everywhere, for as long as the kernel lives. */
  Memory constant(TensorDesc tensor, float value) {
    MemorySegment data = arena.allocate(tensor.spanBytes(), ALIGNMENT);
    for (long i = 0; i < tensor.elements(); i++) {
      data.setAtIndex(JAVA_FLOAT, i, value);
    }
    Memory memory = memory(layout(tensor));
    memory.bind(data);
    return memory;
  }

  /** Adds a step that copies between layouts of the same dimensions. */
  PrimitiveDesc reorder(
      MemoryDesc from, Memory source, MemoryDesc to, Memory destination, Write write) {
    long attributes = attributes(write).handle();
    PrimitiveDesc desc =
        primitive((result, temporary) ->
            (int)
                REORDER.invokeExact(
                    result, from.handle(), Dnnl.ENGINE, to.handle(), Dnnl.ENGINE, attributes));
    step(
        desc,
        new Step.Argument(Dnnl.ARG_SRC, source),
        new Step.Argument(Dnnl.ARG_DST, destination));
    return desc;
  }

  /** Adds a step. */
  void step(PrimitiveDesc desc, Step.Argument... arguments) {
    step(desc, List.of(arguments));
  }

  /** Adds a step. */
  void step(PrimitiveDesc desc, List<Step.Argument> arguments) {
    List<Step.Argument> all = new ArrayList<>(arguments);
    MemoryDesc scratchpad = desc.layout(PrimitiveDesc.SCRATCHPAD);
    long bytes = scratchpad.bytes();
    if (bytes > 0) {
      Memory memory = memory(scratchpad);
      scratchpads.add(new KernelParts.Scratch(memory, 0, bytes));
      all.add(new Step.Argument(Dnnl.ARG_SCRATCHPAD, memory));
    }
    Step step = Step.of(operation, desc, arena, all);
    owned.add(step::destroy);
    steps.add(step);
  }

  /** Adds what is left to do, and hands the parts over. */
  KernelParts finish(PrimitiveDesc main) {
    afterwards.forEach(Runnable::run);
    long shared = 0;
    for (KernelParts.Scratch pad : scratchpads) {
      // Steps run one after another, so their scratchpads share one place.
      scratch.add(new KernelParts.Scratch(pad.memory(), scratchBytes, pad.bytes()));
      shared = Math.max(shared, align(pad.bytes()));
    }
    finished = true;
    return new KernelParts(
        operation,
        main.implementation(),
        workspace,
        List.copyOf(operands),
        List.copyOf(scratch),
        scratchBytes + shared,
        List.copyOf(steps),
        List.copyOf(owned.reversed()));
  }

  @Override
  public void close() {
    temporaries.forEach(Runnable::run);
    if (!finished) {
      owned.reversed().forEach(Runnable::run);
    }
  }

  private static long align(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }
}
