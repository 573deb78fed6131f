package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;

/**
 * Fields of one type that every launch so far has used alike, with their state: equivalence sets
 * that cover the tree, and the users of each instance.
 */
final class FieldGroup {
  private static final InstanceUsers[] NO_USERS = {};

  final FieldType type;
  final RectIndex<EquivalenceSet> sets = new RectIndex<>(EquivalenceSet[]::new);

  private FieldSet fields;

  /** By instance; null for one that nobody has used these fields of. */
  private InstanceUsers[] users = NO_USERS;

  FieldGroup(FieldSet fields, FieldType type) {
    this.fields = fields;
    this.type = type;
  }

  FieldSet fields() {
    return fields;
  }

  private InstanceUsers users(int instance) {
    if (instance >= users.length) {
      users = Arrays.copyOf(users, Math.max(instance + 1, users.length * 2));
    }
    InstanceUsers found = users[instance];
    if (found == null) {
      found = new InstanceUsers();
      users[instance] = found;
    }
    return found;
  }

  /** Records that points of an instance hold their values from the start. */
  void hold(int instance, Rect rect) {
    users(instance).hold(rect);
  }

  /** Records that a node reads points of an instance. */
  void read(int instance, Rect rect, long node, Emitter emitter) {
    users(instance).read(rect, node, Coherence.EXCLUSIVE, emitter);
  }

  /** Records that a node shares points of an instance with others of the same coherence. */
  void share(int instance, Rect rect, long node, Coherence coherence, Emitter emitter) {
    users(instance).read(rect, node, coherence, emitter);
  }

  /** Records that a node writes points of an instance. */
  void write(int instance, Rect rect, long node, Emitter emitter) {
    users(instance).write(rect, node, emitter);
  }

  /** Says all that is known of these fields, see {@link TreeAnalysis#describe}. */
  void describe(List<Object> out, LongUnaryOperator names, long reductions) {
    out.add(fields);
    Hits<EquivalenceSet> all = new Hits<>(EquivalenceSet[]::new);
    sets.all(all);
    all.sort();
    for (int i = 0; i < all.count; i++) {
      all.pieces[i].describe(out, reductions);
    }
    for (int instance = 0; instance < users.length; instance++) {
      if (users[instance] != null) {
        out.add(instance);
        users[instance].describe(out, names);
      }
    }
  }

  /** Gathers readers, see {@link ProgramAnalysis#gatherReaders}. */
  void gather(ReaderJoins joins) {
    for (InstanceUsers some : users) {
      if (some != null) {
        some.gather(joins);
      }
    }
  }

  /** Calls nodes by other names. */
  void rename(LongUnaryOperator names) {
    for (InstanceUsers some : users) {
      if (some != null) {
        some.rename(names);
      }
    }
  }

  /** Gives up some of the fields: {@return a group of them, with the same state} */
  FieldGroup split(FieldSet some, InstanceTable instances) {
    FieldGroup copy = new FieldGroup(some, type);
    Hits<EquivalenceSet> all = new Hits<>(EquivalenceSet[]::new);
    sets.all(all);
    for (int i = 0; i < all.count; i++) {
      copy.sets.add(all.pieces[i].copy(all.pieces[i].rect, instances));
    }
    copy.users = new InstanceUsers[users.length];
    for (int i = 0; i < users.length; i++) {
      copy.users[i] = users[i] == null ? null : users[i].copy();
    }
    fields = fields.difference(some);
    return copy;
  }
}
