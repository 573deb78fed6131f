package org.soapstone.tasks.explaining;

import java.util.List;
import java.util.stream.Collectors;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Why data is copied, folded or filled.
 *
 * @param node the structural key of the node
 * @param kind what it does
 * @param target where it goes, and which points and fields
 * @param source where it comes from; empty for a fill
 * @param served the task on whose behalf it is, with its requirement, in words
 * @param producers the keys of the nodes that wrote what it moves, as far as it waits for them
 */
public record Movement(
    long node, NodeKind kind, Use target, List<Use> source, String served, List<Long> producers) {
  /** Copies the lists. */
  public Movement {
    source = List.copyOf(source);
    producers = List.copyOf(producers);
  }

  @Override
  public String toString() {
    String from =
        source.isEmpty()
            ? "no instance holds it yet, it is one value"
            : "it is in memory %d".formatted(source.getFirst().instance().memory());
    String writers =
        producers.isEmpty()
            ? ""
            : ", written by "
                + producers.stream().map(StructuralKey::describe).collect(Collectors.joining(", "));
    return "%s %s: %s needs %s of region '%s' at %s in memory %d; %s%s"
        .formatted(
            kind,
            StructuralKey.describe(node),
            served,
            target.names(target.fields()),
            target.instance().root().name(),
            target.points(),
            target.instance().memory(),
            from,
            writers);
  }
}
