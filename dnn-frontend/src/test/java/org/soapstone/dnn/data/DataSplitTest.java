package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataSplitTest {
  private static final Dataset TEN_THOUSAND =
      new RandomSamples(
          10_000, new SampleForm(ImmutableLongArray.of(1, 1, 1), List.of(), 1, 2, 0), 1);

  @Test
  void aFifthIsForTesting() {
    DataSplit split = DataSplit.of(TEN_THOUSAND);
    assertThat(split.training().size()).isEqualTo(8000);
    assertThat(split.testing().size()).isEqualTo(2000);
    assertThat(split.testing().label(0)).isEqualTo(TEN_THOUSAND.label(8000));
  }

  @Test
  void theFirstAreForTrainingAndTheLastForTesting() {
    DataSplit split = DataSplit.of(TEN_THOUSAND, 100, 50);
    assertThat(split.training().size()).isEqualTo(100);
    assertThat(split.testing().size()).isEqualTo(50);
    assertThat(split.testing().label(49)).isEqualTo(TEN_THOUSAND.label(9999));
  }

  @Test
  void moreThanThereIsIsRefused() {
    assertThatThrownBy(() -> DataSplit.of(TEN_THOUSAND, 8000, 2001))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "'random images' has 10000 images; 8000 for training and 2001 for testing are not among them");
  }
}
