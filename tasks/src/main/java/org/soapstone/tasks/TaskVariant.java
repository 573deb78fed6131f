package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import org.soapstone.mapper.machine.ProcessorKind;

/**
 * The implementation of a task for one kind of processor.
 *
 * @param processor the kind of processor it runs on
 * @param kind how it runs
 * @param body what it does
 */
public record TaskVariant(ProcessorKind processor, VariantKind kind, TaskBody body) {

  /** Checks that nothing is null. */
  public TaskVariant {
    requireNonNull(processor, "processor");
    requireNonNull(kind, "kind");
    requireNonNull(body, "body");
  }
}
