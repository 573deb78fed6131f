package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.soapstone.mapper.machine.ProcessorKind;

/**
 * A task: a name, and a variant for each kind of processor that can run it.
 *
 * <pre>{@code
 * TaskDefinition axpy = TaskDefinition.named("axpy").leaf(ProcessorKind.CPU, Axpy::run).build();
 * }</pre>
 *
 * <p>Immutable and safe to share; bodies run concurrently.
 */
public final class TaskDefinition {
  private final String name;
  private final Map<ProcessorKind, TaskVariant> variants;

  /** What {@link #variant} returns, made once: it is asked for every task that runs. */
  private final Map<ProcessorKind, Optional<TaskVariant>> found;

  private final boolean overwritesReductions;

  private TaskDefinition(Builder builder) {
    name = builder.name;
    variants = Collections.unmodifiableMap(new EnumMap<>(builder.variants));
    found = new EnumMap<>(ProcessorKind.class);
    for (ProcessorKind kind : ProcessorKind.values()) {
      found.put(kind, Optional.ofNullable(variants.get(kind)));
    }
    overwritesReductions = builder.overwritesReductions;
  }

  /**
   * {@return a builder of a task}
   *
   * @param name the name by which launches call the task; not blank, and not beginning with {@code
   *     soapstone.}, which is kept for the runtime's own tasks
   */
  public static Builder named(String name) {
    if (name.isBlank() || name.startsWith(BuiltInTasks.PREFIX)) {
      throw new IllegalArgumentException(
          ("task name '%s' is blank or begins with '%s', which is kept for the runtime; choose"
                  + " another")
              .formatted(name, BuiltInTasks.PREFIX));
    }
    return new Builder(name);
  }

  /**
   * {@return a task with a leaf variant for CPU cores}
   *
   * @param name the name by which launches call the task
   * @param body what it does
   */
  public static TaskDefinition cpu(String name, TaskBody body) {
    return named(name).leaf(ProcessorKind.CPU, body).build();
  }

  /**
   * {@return a task with an inner variant for CPU cores}
   *
   * @param name the name by which launches call the task
   * @param body what it does: launches with {@link TaskContext#launcher}
   */
  public static TaskDefinition inner(String name, TaskBody body) {
    return named(name).inner(ProcessorKind.CPU, body).build();
  }

  /**
   * {@return a task without regions that combines the results which its launch takes, by the
   * balanced tree of {@link FutureMap#combine}} For {@link Runtime#reduce}.
   *
   * @param name the name by which launches call the task
   * @param type the type of the results
   * @param operator combines two results; pure, and need not be associative
   * @param <T> the type of the results
   */
  public static <T> TaskDefinition combining(
      String name, Class<T> type, BinaryOperator<T> operator) {
    return cpu(
        name,
        context -> {
          List<T> values = new ArrayList<>();
          for (Object value : context.futures(0)) {
            values.add(type.cast(value));
          }
          context.result(FutureMap.combine(values, operator));
        });
  }

  /**
   * {@return a task without regions that makes another value of the one result which each of its
   * points takes} For {@link Runtime#transform}.
   *
   * @param name the name by which launches call the task
   * @param type the type of the results taken
   * @param function makes a value, immutable, of a result; pure
   * @param <T> the type of the results taken
   */
  public static <T> TaskDefinition transforming(
      String name, Class<T> type, Function<? super T, ?> function) {
    return cpu(name, context -> context.result(function.apply(type.cast(context.future(0)))));
  }

  /** A builder for the runtime's own tasks, whose names others may not take. */
  static Builder builtIn(String name) {
    return new Builder(name);
  }

  /** {@return the name by which launches call the task} */
  public String name() {
    return name;
  }

  /** {@return the kinds of processor that can run the task, at least one} */
  public Set<ProcessorKind> kinds() {
    return variants.keySet();
  }

  /**
   * {@return the variant for a kind of processor, if there is one}
   *
   * @param kind the kind of processor
   */
  public Optional<TaskVariant> variant(ProcessorKind kind) {
    return found.get(kind);
  }

  /**
   * {@return whether the bodies write every element of their reduction buffers outright} The
   * runtime then spares itself setting the buffers to the identity first. The result is the same,
   * since folding onto the identity gives the element itself.
   */
  public boolean overwritesReductions() {
    return overwritesReductions;
  }

  /** The same task with leaf bodies wrapped; the runtime's own task as it is. */
  TaskDefinition withBodies(UnaryOperator<TaskBody> wrapper) {
    if (name.startsWith(BuiltInTasks.PREFIX)) {
      return this;
    }
    Builder wrapped = new Builder(name);
    wrapped.overwritesReductions = overwritesReductions;
    variants.forEach((kind, variant) ->
        wrapped.variants.put(
            kind,
            variant.kind() == VariantKind.LEAF
                ? new TaskVariant(kind, variant.kind(), wrapper.apply(variant.body()))
                : variant));
    return wrapped.build();
  }

  /** {@return whether a variant is an inner one} */
  public boolean isInner() {
    return variants.values().stream().anyMatch(variant -> variant.kind() == VariantKind.INNER);
  }

  @Override
  public String toString() {
    return name + variants.keySet();
  }

  /** Collects the parts of a task. */
  public static final class Builder {
    private final String name;
    private final Map<ProcessorKind, TaskVariant> variants = new EnumMap<>(ProcessorKind.class);
    private boolean overwritesReductions;

    private Builder(String name) {
      this.name = requireNonNull(name, "name");
    }

    /**
     * Adds a leaf variant: one that runs on a worker from start to end, and neither launches nor
     * waits.
     *
     * @param kind the kind of processor it runs on
     * @param body what it does
     * @return this builder
     * @throws IllegalArgumentException if there is a variant for that kind already
     */
    public Builder leaf(ProcessorKind kind, TaskBody body) {
      return add(new TaskVariant(kind, VariantKind.LEAF, body));
    }

    /**
     * Adds an inner variant: one that runs on a thread of its own, launches with {@link
     * TaskContext#launcher}, and may wait.
     *
     * @param kind the kind of processor on whose behalf it runs
     * @param body what it does
     * @return this builder
     * @throws IllegalArgumentException if there is a variant for that kind already
     */
    public Builder inner(ProcessorKind kind, TaskBody body) {
      return add(new TaskVariant(kind, VariantKind.INNER, body));
    }

    private Builder add(TaskVariant variant) {
      ProcessorKind kind = variant.processor();
      if (variants.putIfAbsent(kind, variant) != null) {
        throw new IllegalArgumentException(
            "task '%s' has two variants for %s; keep one".formatted(name, kind));
      }
      return this;
    }

    /**
     * Declares that the bodies write every element of their reduction buffers outright, without
     * reading them first.
     *
     * @return this builder
     */
    public Builder overwritesReductions() {
      overwritesReductions = true;
      return this;
    }

    /**
     * {@return the task}
     *
     * @throws IllegalArgumentException if it has no variant
     */
    public TaskDefinition build() {
      if (variants.isEmpty()) {
        throw new IllegalArgumentException(
            "task '" + name + "' has no variant; give it one for at least one kind of processor");
      }
      return new TaskDefinition(this);
    }
  }
}
