package org.soapstone.natives.onednn;

/**
 * What identifies a kernel: a value, equal for equal work.
 *
 * @param <K> the kernel's class
 */
interface KernelSpec<K extends Kernel> {
  /** The operation and its shapes, for messages. */
  String describe();

  K compile(KernelBuilder builder);
}
