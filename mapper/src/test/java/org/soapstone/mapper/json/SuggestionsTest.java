package org.soapstone.mapper.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

  @Test
  void nearestNameIsSuggestedUnlessAllAreFar() {
    List<String> names = List.of("local", "local-split", "p100", "k80");
    assertThat(Suggestions.nearest("p10", names)).contains("p100");
    assertThat(Suggestions.nearest("P100", names)).contains("p100");
    assertThat(Suggestions.nearest("lcoal", names)).contains("local");
    assertThat(Suggestions.nearest("localsplit", names)).contains("local-split");
    assertThat(Suggestions.nearest("something-else", names)).isEmpty();
    assertThat(Suggestions.nearest("x", List.of())).isEmpty();
  }
}
