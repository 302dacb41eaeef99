package io.github.cacheferry.cli.command;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Hears of SIGINT and SIGTERM while the JVM is about to end because of the first of them, and would
 * pass over more. That takes {@code sun.misc.Signal}, the only way there is and one that a compiler
 * for a release of Java does not let pass: it is looked up.
 */
final class SecondSignal implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM");

  private final List<Restore> before = new ArrayList<>();

  private SecondSignal() {}

  /** From now on the next signal does this. On a JVM that cannot, it does nothing, as before. */
  static SecondSignal does(Runnable action) {
    var second = new SecondSignal();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object ours =
          Proxy.newProxyInstance(
              SecondSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      for (String name : NAMES) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        Object old = handle.invoke(null, one, ours);
        second.before.add(() -> handle.invoke(null, one, old));
      }
    } catch (ReflectiveOperationException e) {
      return second; // a JVM without it: the child gets the time that it takes
    }
    return second;
  }

  @Override
  public void close() {
    for (Restore one : before) {
      try {
        one.restore();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e); // the same call went well before
      }
    }
  }

  /** Puts back who heard of a signal before. */
  @FunctionalInterface
  private interface Restore {
    void restore() throws ReflectiveOperationException;
  }
}
