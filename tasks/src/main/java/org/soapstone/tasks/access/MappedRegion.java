package org.soapstone.tasks.access;

import java.lang.foreign.Arena;
import java.util.function.Consumer;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.RegionView;

/**
 * A region that the program has mapped, valid until it is closed. Views of fields that were taken
 * from it throw {@link IllegalStateException} afterwards, as it does itself.
 *
 * <p>For any thread of the program; two that write the same point must agree on it themselves.
 */
public final class MappedRegion implements RegionView, AutoCloseable {
  private final LogicalRegion region;
  private final FieldSet fields;
  private final Privilege privilege;
  private final InstanceView view;
  private final Arena lifetime = Arena.ofShared();
  private final Consumer<MappedRegion> onClose;
  private boolean closed;

  MappedRegion(
      LogicalRegion region,
      FieldSet fields,
      Privilege privilege,
      InstanceView view,
      Consumer<MappedRegion> onClose) {
    this.region = region;
    this.fields = fields;
    this.privilege = privilege;
    this.view = view.during(lifetime);
    this.onClose = onClose;
  }

  /** {@return the region} */
  public LogicalRegion region() {
    return region;
  }

  FieldSet fields() {
    return fields;
  }

  Privilege privilege() {
    return privilege;
  }

  private InstanceView valid() {
    if (closed) {
      throw new IllegalStateException(
          "region '%s' is used after it was unmapped; map it again".formatted(region.name()));
    }
    return view;
  }

  @Override
  public IndexSpace space() {
    return valid().space();
  }

  @Override
  public Rect rect() {
    return valid().rect();
  }

  @Override
  public FieldView field(int fieldId) {
    return valid().field(fieldId);
  }

  @Override
  public FieldView field() {
    return valid().field();
  }

  /** Unmaps the region: launches after this see what was written. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      lifetime.close();
      onClose.accept(this);
    }
  }
}
