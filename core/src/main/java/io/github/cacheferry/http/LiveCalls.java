package io.github.cacheferry.http;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.EventListener;

/** The calls that are under way, from their start until their body is read or closed. */
final class LiveCalls extends EventListener {
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  /** Cancels every call that is under way, and every one that is still to start. */
  void cancel() {
    cancelled = true;
    calls.forEach(Call::cancel);
  }

  @Override
  public void callStart(Call call) {
    calls.add(call);
    if (cancelled) {
      call.cancel();
    }
  }

  @Override
  public void callEnd(Call call) {
    calls.remove(call);
  }

  @Override
  public void callFailed(Call call, IOException e) {
    calls.remove(call);
  }
}
