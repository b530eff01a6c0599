package io.plumbline.worker.start;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A wire between two programs that somebody can step on. */
public final class Wire implements AutoCloseable {

    private static final int DELAY_MILLIS = 50; // of whatever is sent, in each direction

    private final ServerSocket entrance;
    private final int exit;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();

    private volatile State state = State.good;
    private int holding;
    private int swallowed;

    /** What may happen to a wire. */
    public enum State {
        good,
        slow,
        /** What is sent stays in the wire, and comes out when all is good. */
        held,
        /** Connections break, and new ones too. */
        cut,
        /** Connections are made and stay, and nobody answers. */
        black_hole
    }

    /** @param exit the port of this machine that it leads to */
    public Wire(int exit) {
        this.exit = exit;
        try {
            entrance = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::takeCalls);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** A connection that spoke into a black hole is never answered again, also not when all is good: it is forgotten. */
    public synchronized void become(State next) {
        state = next;
        notifyAll();
        if (next == State.cut) {
            closeEnds();
        }
    }

    private void takeCalls() {
        try {
            while (true) {
                var caller = entrance.accept();
                ends.add(caller);
                switch (state) {
                    case good, slow, held -> connect(caller);
                    case cut -> close(caller);
                    case black_hole -> swallow(); // it waits
                }
            }
        } catch (IOException closed) {
            closeEnds();
        }
    }

    private synchronized void swallow() {
        swallowed++;
    }

    /** How many connections were made to a black hole. */
    public synchronized int swallowed() {
        return swallowed;
    }

    private void connect(Socket caller) throws IOException {
        try {
            var called = new Socket(InetAddress.getLoopbackAddress(), exit);
            ends.add(called);
            caller.setTcpNoDelay(true);
            called.setTcpNoDelay(true);
            thread(() -> pass(caller, called));
            thread(() -> pass(called, caller));
        } catch (IOException nobodyThere) {
            close(caller);
        }
    }

    private void pass(Socket from, Socket to) {
        var bytes = new byte[64 * 1024];
        try {
            for (var read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                if (state == State.slow) {
                    TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
                }
                awaitWhileHeld();
                if (state == State.black_hole) {
                    return; // with what was read
                }
                to.getOutputStream().write(bytes, 0, read);
            }
            close(from);
            close(to);
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitWhileHeld() throws InterruptedException {
        holding++;
        while (state == State.held) {
            wait();
        }
        holding--;
    }

    /** How many connections have said something that is in the wire. */
    public synchronized int holding() {
        return holding;
    }

    private void closeEnds() {
        ends.forEach(this::close);
    }

    private void close(Closeable end) {
        ends.remove(end);
        try {
            end.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable work) {
        var thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        close(entrance);
        closeEnds();
    }
}
