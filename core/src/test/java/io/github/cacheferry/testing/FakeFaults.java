package io.github.cacheferry.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The faults that a fake server is still to have. */
final class FakeFaults {
  private final List<Planned> planned = new ArrayList<>();

  synchronized void add(int times, String request, Fault fault) {
    for (int i = 0; i < times; i++) {
      planned.add(new Planned(Pattern.compile(request), fault));
    }
  }

  synchronized void clear() {
    planned.clear();
  }

  /** The fault for this request, which is then used up. */
  synchronized Fault next(String request) {
    for (Planned fault : planned) {
      if (fault.request.matcher(request).matches()) {
        planned.remove(fault);
        return fault.fault;
      }
    }
    return new Fault.None();
  }

  private static final class Planned {
    private final Pattern request;
    private final Fault fault;

    Planned(Pattern request, Fault fault) {
      this.request = request;
      this.fault = fault;
    }
  }
}
