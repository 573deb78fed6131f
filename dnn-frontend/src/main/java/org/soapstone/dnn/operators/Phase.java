package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.tasks.TaskBody;

/**
 * One index launch of an operator: the same task on every tile of the operator's iterations.
 *
 * @param task the task's name; phases of one name have one body
 * @param body what the task does on a processor, its regions in the order of the accesses;
 *     stateless
 * @param arguments passed to the body
 * @param accesses what a tile does to which tensors
 */
public record Phase(String task, TaskBody body, TaskArguments arguments, List<Access> accesses) {

  /** Copies the list and checks that nothing is null. */
  public Phase {
    requireNonNull(task, "task");
    requireNonNull(body, "body");
    requireNonNull(arguments, "arguments");
    accesses = List.copyOf(accesses);
  }

  /**
   * A phase of some accesses.
   *
   * @param task the task's name
   * @param body what the task does; stateless
   * @param arguments passed to the body
   * @param accesses what a tile does to which tensors
   */
  public Phase(String task, TaskBody body, TaskArguments arguments, Access... accesses) {
    this(task, body, arguments, List.of(accesses));
  }
}
