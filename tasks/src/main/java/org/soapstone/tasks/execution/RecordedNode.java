package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Optional;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;

/**
 * One node while it is being recorded: the program's thread makes it, the worker says what
 * happened.
 */
final class RecordedNode {
  final long key;
  final NodeKind kind;
  final int processor;
  final int priority;
  final Optional<MappedLaunch> launch;
  final int sourceMemory;
  final int targetMemory;
  final List<InstanceSpec> instances;

  // Written by the worker; read when the node has completed.
  int worker = -1;
  long bytes;
  long startNanos;
  long endNanos;

  RecordedNode(
      long key,
      NodeKind kind,
      int processor,
      int priority,
      Optional<MappedLaunch> launch,
      int sourceMemory,
      int targetMemory,
      List<InstanceSpec> instances) {
    this.key = key;
    this.kind = kind;
    this.processor = processor;
    this.priority = priority;
    this.launch = launch;
    this.sourceMemory = sourceMemory;
    this.targetMemory = targetMemory;
    this.instances = instances;
  }

  void ran(int by, long moved, long start, long end) {
    worker = by;
    bytes = moved;
    startNanos = start;
    endNanos = end;
  }
}
