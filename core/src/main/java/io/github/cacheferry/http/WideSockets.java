package io.github.cacheferry.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Makes sockets that ask the system for many bytes at once. OkHttp reads and writes 8 KiB at a
 * time, and JDK's TLS reads each record's header by itself: for a blob that is one system call for
 * every few kilobytes, which costs more than the bytes.
 */
final class WideSockets extends SocketFactory {
  private static final int BUFFER = 64 * 1024;

  @Override
  public Socket createSocket() {
    return new WideSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("no socket from a given address is made here");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw new IOException("no socket from a given address is made here");
  }

  private static Socket connected(SocketAddress to) throws IOException {
    var socket = new WideSocket();
    socket.connect(to);
    return socket;
  }

  /** Reads and writes through buffers that are made when they are first needed. */
  private static final class WideSocket extends Socket {
    private final Object lock = new Object();
    private volatile InputStream in = InputStream.nullInputStream();
    private volatile OutputStream out = OutputStream.nullOutputStream();
    private boolean opened;

    @Override
    public InputStream getInputStream() throws IOException {
      open();
      return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      open();
      return out;
    }

    private void open() throws IOException {
      synchronized (lock) {
        if (!opened) {
          in = new BufferedInputStream(super.getInputStream(), BUFFER);
          out = new BufferedOutputStream(super.getOutputStream(), BUFFER);
          opened = true;
        }
      }
    }
  }
}
