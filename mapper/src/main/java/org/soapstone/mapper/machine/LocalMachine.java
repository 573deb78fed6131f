package org.soapstone.mapper.machine;

import java.util.Optional;
import org.soapstone.mapper.machine.Cluster.MemorySpec;
import org.soapstone.mapper.machine.Cluster.Peers;
import org.soapstone.mapper.machine.Cluster.ProcessorSpec;
import org.soapstone.mapper.machine.Cluster.Wiring;

/** The machine we are on, in its two shapes. */
final class LocalMachine {

  private LocalMachine() {}

  /** {@return all processors around one memory} */
  static Machine shared() {
    return shared(LocalProbe.figures());
  }

  /** {@return a memory for each processor, a link each way between every two} */
  static Machine split() {
    return split(LocalProbe.figures());
  }

  static Machine shared(LocalFigures figures) {
    MachineBuilder builder =
        Machine.builder("local", CopyEngine.PROCESSOR)
            .note(figures.note())
            .memory(
                "host-memory",
                MemoryKind.HOST,
                0,
                figures.memoryBytes(),
                figures.memoryBytesPerSecond(),
                figures.copyBytesPerSecond());
    for (int p = 0; p < figures.processors(); p++) {
      builder.processor(
          "cpu" + p, ProcessorKind.CPU, 0, "host-memory", figures.peakFlopsPerSecond());
    }
    return builder.build();
  }

  static Machine split(LocalFigures figures) {
    int processors = figures.processors();
    var cluster =
        new Cluster(
            1,
            processors,
            new ProcessorSpec(ProcessorKind.CPU, figures.peakFlopsPerSecond()),
            new MemorySpec(
                MemoryKind.HOST,
                figures.memoryBytes() / processors,
                figures.memoryBytesPerSecond() / processors,
                figures.copyBytesPerSecond()),
            Optional.empty(),
            processors == 1
                ? Optional.empty()
                : Optional.of(
                    new Peers(
                        "copy",
                        Wiring.MESH,
                        figures.copyBytesPerSecond(),
                        figures.copyLatencyNanos())),
            Optional.empty(),
            Optional.empty());
    return Machine.of("local-split", CopyEngine.PROCESSOR, cluster)
        .named("local-split", figures.note());
  }
}
