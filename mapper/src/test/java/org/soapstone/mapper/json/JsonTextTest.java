package org.soapstone.mapper.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Duel;

class JsonTextTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper ORACLE = new JsonMapper();

  private static JsonNode random(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> NODES.textNode("q\"\\\n\u0001é" + random.nextInt(9));
      case 1 -> NODES.numberNode(random.nextLong());
      case 2 -> NODES.numberNode(random.nextDouble() * 1e30);
      case 3 -> NODES.booleanNode(random.nextBoolean());
      case 4 -> NODES.nullNode();
      case 5 -> {
        var array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(random(random, depth - 1));
        }
        yield array;
      }
      default -> {
        var object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("field \"" + i, random(random, depth - 1));
        }
        yield object;
      }
    };
  }

  /** Our writer and reader against Jackson's object mapper. */
  @Test
  void textMeansWhatJacksonSaysItMeans() {
    Duel.run(
        500,
        random -> {
          JsonNode value = random(random, 4);
          try {
            JsonNode plain = ORACLE.readTree(ORACLE.writeValueAsString(value));
            assertThat(ORACLE.readTree(JsonText.compact(value))).isEqualTo(plain);
            assertThat(ORACLE.readTree(JsonText.pretty(value, random.nextInt(5)))).isEqualTo(plain);
            JsonNode ours = JsonText.parse(JsonText.compact(value));
            assertThat(JsonText.compact(ours)).isEqualTo(JsonText.compact(value));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void outerLevelsStandOnLinesOfTheirOwn() throws IOException {
    JsonNode value = JsonText.parse("{\"a\":{\"b\":[1,{\"c\":2}],\"d\":{}},\"e\":[]}");
    assertThat(JsonText.pretty(value, 2))
        .isEqualTo(
            """
            {
              "a": {
                "b": [1, {"c": 2}],
                "d": {}
              },
              "e": []
            }\
            """);
    assertThat(JsonText.compact(value))
        .isEqualTo("{\"a\":{\"b\":[1,{\"c\":2}],\"d\":{}},\"e\":[]}");
  }

  @Test
  void whatIsNotOneValueIsAnError() {
    for (String wrong :
        new String[] {"", "  ", "{", "[1,", "{\"a\":1}x", "{} {}", "{\"a\":1,\"a\":2}", "{a:1}"}) {
      assertThatThrownBy(() -> JsonText.parse(wrong)).as(wrong).isInstanceOf(IOException.class);
    }
  }
}
