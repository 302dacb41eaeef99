package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.TransferListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a backend mentions while it is asked. */
final class Warnings implements TransferListener {
  private final Clocks clocks;
  private final List<String> messages = new CopyOnWriteArrayList<>();

  Warnings(Clocks clocks) {
    this.clocks = clocks;
  }

  @Override
  public void warned(String message) {
    messages.add(message);
  }

  @Override
  public void dated(String host, String date) {
    clocks.tell(host, date);
  }

  /** All that was mentioned, once each. */
  List<Finding> findings() {
    return messages.stream()
        .distinct()
        .map(message -> Finding.of(Trap.BACKEND_WARNS, message, ""))
        .toList();
  }
}
