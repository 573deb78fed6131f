package org.soapstone.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.Rect;

class MappersTest {

  @Test
  void pluginIsFoundByName() {
    Mapper mapper = Mappers.named("round-robin");
    IndexLaunch launch = IndexLaunch.of("task", Rect.ofExtents(2, 3), TaskArguments.NONE);
    var context = new TestContext(Machines.named("p100").firstProcessors(4));
    assertThat(mapper.selectProcessors(context, launch)).containsExactly(0, 1, 2, 3, 0, 1);
    assertThat(mapper.priority(context, launch)).isZero();
    assertThat(Mappers.named("round-robin")).isNotSameAs(mapper);
  }

  @Test
  void defaultMapperIsInstalled() {
    assertThat(Mappers.installed().keySet()).containsExactly("default", "round-robin");
    assertThat(Mappers.named(DefaultMapper.NAME)).isInstanceOf(DefaultMapper.class);
  }

  @Test
  void unknownMapperListsWhatIsInstalled() {
    assertThatThrownBy(() -> Mappers.named("roundrobin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no mapper named 'roundrobin'; did you mean 'round-robin'? installed are"
                + " default, round-robin");
  }
}
