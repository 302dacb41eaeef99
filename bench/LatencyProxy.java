import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A loopback TCP relay that makes a local server look like one across a network: it adds a round-trip time, caps each
 * connection's rate and the link's rate, and can cut connections. It is for benchmarks and fault tests.
 *
 * <pre>
 * java LatencyProxy.java --listen 6000 --to 127.0.0.1:5000 --rtt-ms 20 --conn-mbps 60 --link-mbps 300 \
 *      [--cut-after-mb 5 --cut-percent 10 --seed 1]
 * </pre>
 *
 * Rates are in megabytes (10^6 bytes) a second and hold for each direction on its own; 0 means no cap. A new connection
 * costs one round trip before its first byte. A cut closes both sides of a chosen connection once that many megabytes
 * have passed through it. Stops on SIGTERM; prints the bytes and connections it carried.
 *
 * <p>Not modelled: lost packets and TCP's slow start.
 */
public final class LatencyProxy {
  private static final int BUFFER_BYTES = 128 * 1024;

  /** What may be on its way in one direction of a connection: 16 MB, or 50 ms at 300 MB/s. */
  private static final int BUFFERS_ON_THE_WIRE = 128;

  /**
   * A thread wakes up later than it asked to, by 0.06 ms on an idle machine and by milliseconds on a busy one. What a cap
   * allowed in that time may be sent late, up to this long; without it a cap of 60 MB/s gives 52.
   */
  private static final long CATCH_UP_NANOS = 10_000_000;

  private static final Set<String> OPTIONS = Set.of("--listen", "--to", "--rtt-ms", "--conn-mbps", "--link-mbps",
      "--cut-after-mb", "--cut-percent", "--seed");

  /** Bytes that are to reach the other side at a time; without a buffer, the end of the stream. */
  private record Chunk(ByteBuffer data, long dueNanos) {}

  private static final AtomicLong bytes = new AtomicLong();
  private static final AtomicLong connections = new AtomicLong();
  private static final AtomicLong cuts = new AtomicLong();

  /** Earliest time at which the shared link is free again, one for each direction. */
  private static final AtomicLong[] linkFree = {new AtomicLong(System.nanoTime()), new AtomicLong(System.nanoTime())};

  private static final ConcurrentLinkedDeque<ByteBuffer> freeBuffers = new ConcurrentLinkedDeque<>();

  private static long halfRttNanos;
  private static double connRate;
  private static double linkRate;

  private LatencyProxy() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!OPTIONS.contains(args[i]) || i + 1 == args.length) {
        System.err.println("latency-proxy: unknown option or no value: " + args[i]);
        System.exit(2);
      }
      options.put(args[i], args[i + 1]);
    }
    if (!options.containsKey("--listen") || !options.containsKey("--to")) {
      System.err.println("latency-proxy: --listen PORT and --to HOST:PORT are needed");
      System.exit(2);
    }
    int listen = Integer.parseInt(options.get("--listen"));
    String to = options.get("--to");
    InetSocketAddress target = new InetSocketAddress(
        to.substring(0, to.lastIndexOf(':')), Integer.parseInt(to.substring(to.lastIndexOf(':') + 1)));
    halfRttNanos = (long) (number(options, "--rtt-ms") * 1e6 / 2);
    connRate = number(options, "--conn-mbps") * 1e6;
    linkRate = number(options, "--link-mbps") * 1e6;
    long cutAfter = (long) (number(options, "--cut-after-mb") * 1e6);
    double cutPercent = number(options, "--cut-percent");
    Random random = new Random(Long.parseLong(options.getOrDefault("--seed", "1")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.printf(
        "latency-proxy: %d bytes, %d connections, %d cut%n", bytes.get(), connections.get(), cuts.get())));
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), listen), 512);
      System.err.printf("latency-proxy: 127.0.0.1:%d -> %s%n", listen, to);
      while (true) {
        SocketChannel client = server.accept();
        connections.incrementAndGet();
        boolean cut = cutAfter > 0 && random.nextDouble() * 100 < cutPercent;
        start("relay", () -> relay(client, target, cut ? cutAfter : Long.MAX_VALUE));
      }
    }
  }

  private static double number(Map<String, String> options, String name) {
    return Double.parseDouble(options.getOrDefault(name, "0"));
  }

  private static void relay(SocketChannel client, InetSocketAddress target, long cutAfter) {
    pauseUntil(System.nanoTime() + 2 * halfRttNanos);
    SocketChannel upstream;
    try {
      upstream = SocketChannel.open(target);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      close(client);
      return;
    }
    Pair pair = new Pair(client, upstream, new AtomicLong(cutAfter), new AtomicInteger(2));
    new Pump(pair, client, upstream, 0).begin();
    new Pump(pair, upstream, client, 1).begin();
  }

  /** Both sockets of a connection. They close when both directions have ended, or at once when one fails. */
  private record Pair(SocketChannel client, SocketChannel upstream, AtomicLong budget, AtomicInteger open) {
    void close() {
      LatencyProxy.close(client);
      LatencyProxy.close(upstream);
    }
  }

  /** One direction of a connection: a thread that reads at the capped rate, and one that writes when it is time. */
  private static final class Pump {
    private final Pair pair;
    private final SocketChannel from;
    private final SocketChannel into;
    private final int direction;
    private final LinkedBlockingQueue<Chunk> wire = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(BUFFERS_ON_THE_WIRE);

    Pump(Pair pair, SocketChannel from, SocketChannel into, int direction) {
      this.pair = pair;
      this.from = from;
      this.into = into;
      this.direction = direction;
    }

    void begin() {
      start("read", this::read);
      start("write", this::write);
    }

    private void read() {
      long connFree = System.nanoTime();
      try {
        while (true) {
          room.acquireUninterruptibly();
          ByteBuffer data = takeBuffer();
          int n;
          try {
            n = from.read(data);
          } catch (IOException e) {
            n = -1;
          }
          if (n < 0) {
            giveBuffer(data);
            return;
          }
          long now = System.nanoTime();
          connFree = Math.max(connFree, now - CATCH_UP_NANOS) + cost(n, connRate);
          long sent = Math.max(now, Math.max(connFree, linkSent(now, n)));
          wire.add(new Chunk(data.flip(), sent + halfRttNanos));
          bytes.addAndGet(n);
          if (pair.budget().addAndGet(-n) < 0) {
            cuts.incrementAndGet();
            pair.close();
            return;
          }
          pauseUntil(sent);
        }
      } finally {
        wire.add(new Chunk(null, System.nanoTime() + halfRttNanos));
      }
    }

    /** Goes on taking after a failed write, so that the reader never waits for room in vain. */
    private void write() {
      try {
        while (true) {
          Chunk chunk = wire.take();
          pauseUntil(chunk.dueNanos());
          if (chunk.data() == null) {
            end();
            return;
          }
          try {
            while (chunk.data().hasRemaining()) {
              into.write(chunk.data());
            }
          } catch (IOException e) {
            pair.close();
          }
          giveBuffer(chunk.data());
          room.release();
        }
      } catch (InterruptedException e) {
        pair.close();
      }
    }

    private void end() {
      try {
        into.shutdownOutput();
      } catch (IOException e) {
        // Already closed.
      }
      if (pair.open().decrementAndGet() == 0) {
        pair.close();
      }
    }

    private long linkSent(long now, int n) {
      if (linkRate <= 0) {
        return now;
      }
      long cost = cost(n, linkRate);
      return linkFree[direction].updateAndGet(free -> Math.max(free, now - CATCH_UP_NANOS) + cost);
    }
  }

  private static long cost(int n, double rate) {
    return rate > 0 ? (long) (n / rate * 1e9) : 0;
  }

  /** Direct, so that the bytes go from socket to socket without a copy on the heap; shared, so that few are made. */
  private static ByteBuffer takeBuffer() {
    ByteBuffer buffer = freeBuffers.pollFirst();
    return buffer != null ? buffer.clear() : ByteBuffer.allocateDirect(BUFFER_BYTES);
  }

  private static void giveBuffer(ByteBuffer buffer) {
    freeBuffers.addFirst(buffer);
  }

  private static void pauseUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Already closed.
    }
  }
}
