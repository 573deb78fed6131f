package org.soapstone.tasks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;

/**
 * The tasks that a program may launch, by name. Immutable and safe to share.
 *
 * <p>A registry also holds the runtime's own tasks, whose names begin with {@code soapstone.}.
 */
public final class TaskRegistry {
  private final Map<String, TaskDefinition> tasks;

  private TaskRegistry(Map<String, TaskDefinition> tasks) {
    this.tasks = tasks;
  }

  /** {@return a builder without tasks} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return a registry of these tasks}
   *
   * @param tasks the tasks
   * @throws IllegalArgumentException if two have the same name
   */
  public static TaskRegistry of(TaskDefinition... tasks) {
    return builder().addAll(List.of(tasks)).build();
  }

  /**
   * {@return the task of a name}
   *
   * @param name the name
   * @throws IllegalArgumentException if there is none
   */
  public TaskDefinition task(String name) {
    TaskDefinition task = tasks.get(name);
    if (task == null) {
      throw new IllegalArgumentException(
          "no task '%s' is registered; the tasks are %s".formatted(name, tasks.keySet()));
    }
    return task;
  }

  /**
   * {@return the same tasks with the bodies of leaf variants wrapped; the runtime's own tasks are
   * as they were}
   *
   * @param wrapper makes a body of a body
   */
  public TaskRegistry withBodies(UnaryOperator<TaskBody> wrapper) {
    Map<String, TaskDefinition> wrapped = new LinkedHashMap<>();
    tasks.forEach((name, task) -> wrapped.put(name, task.withBodies(wrapper)));
    return new TaskRegistry(Collections.unmodifiableMap(wrapped));
  }

  /** {@return whether a task may launch others} */
  boolean hasInner() {
    return tasks.values().stream().anyMatch(TaskDefinition::isInner);
  }

  /** {@return the names of all tasks, in the order in which they were added} */
  public Set<String> names() {
    return tasks.keySet();
  }

  /**
   * {@return what a mapper may look at besides the launch: a machine, and the kinds of processor of
   * these tasks}
   *
   * @param machine the machine
   */
  public MapperContext mapperContext(Machine machine) {
    return new Context(machine, this);
  }

  private record Context(Machine machine, TaskRegistry tasks) implements MapperContext {
    @Override
    public Set<ProcessorKind> kinds(String task) {
      return tasks.task(task).kinds();
    }
  }

  /** Collects tasks. */
  public static final class Builder {
    private final Map<String, TaskDefinition> tasks = new LinkedHashMap<>();

    private Builder() {
      BuiltInTasks.definitions().forEach(this::add);
    }

    /**
     * Adds a task.
     *
     * @param task the task
     * @return this builder
     * @throws IllegalArgumentException if there is a task of that name already
     */
    public Builder add(TaskDefinition task) {
      if (tasks.putIfAbsent(task.name(), task) != null) {
        throw new IllegalArgumentException(
            "task '" + task.name() + "' is registered twice; names are unique");
      }
      return this;
    }

    /**
     * Adds tasks.
     *
     * @param definitions the tasks
     * @return this builder
     * @throws IllegalArgumentException if there is a task of one's name already
     */
    public Builder addAll(Iterable<TaskDefinition> definitions) {
      definitions.forEach(this::add);
      return this;
    }

    /** {@return the registry} */
    public TaskRegistry build() {
      return new TaskRegistry(Collections.unmodifiableMap(new LinkedHashMap<>(tasks)));
    }
  }
}
