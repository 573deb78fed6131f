package org.soapstone.dnn.zoo;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a model is built with, in the order in which the model lists them. Immutable.
 *
 * @param all the settings, with names of their own
 */
public record Settings(List<Setting> all) {
  /** No settings. */
  public static final Settings NONE = new Settings(List.of());

  /** Copies the list. */
  public Settings {
    all = List.copyOf(all);
  }

  /**
   * {@return settings}
   *
   * @param all with names of their own
   */
  public static Settings of(Setting... all) {
    return new Settings(List.of(all));
  }

  /**
   * {@return the value of a setting}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is none of that name
   */
  public long get(String name) {
    return all.get(index(name)).value();
  }

  private int index(String name) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        all.isEmpty()
            ? "there is no setting '%s', and no other; leave it out".formatted(name)
            : "there is no setting '%s'; there are %s"
                .formatted(name, String.join(", ", all.stream().map(Setting::name).toList())));
  }

  /**
   * {@return these settings, some of them changed}
   *
   * @param changes as in {@code hidden=200,layers=2}
   * @throws IllegalArgumentException if that is not the form, a name is unknown, or a value is none
   *     or out of range
   */
  Settings with(String changes) {
    List<Setting> changed = new ArrayList<>(all);
    for (String change : changes.split(",", -1)) {
      int equals = change.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'%s' is no setting; write name=value, with commas between several".formatted(change));
      }
      int index = index(change.substring(0, equals).strip());
      String value = change.substring(equals + 1).strip();
      try {
        changed.set(index, changed.get(index).with(Long.parseLong(value)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'%s' is '%s'; it must be a whole number".formatted(changed.get(index).name(), value),
            e);
      }
    }
    return new Settings(changed);
  }

  /** {@return those that differ from others, as in {@code hidden=200,layers=2}} */
  String changesFrom(Settings others) {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).value() != others.all.get(i).value()) {
        changes.add(all.get(i).name() + "=" + all.get(i).value());
      }
    }
    return String.join(",", changes);
  }
}
