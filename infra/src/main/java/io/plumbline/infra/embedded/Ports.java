package io.plumbline.infra.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
public final class Ports {

    // below those that systems give to outgoing connections, one of which could take the port before it is used
    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_768;
    private static final int TRIES = 100;

    private Ports() {}

    /** The port itself, or for 0 a free one from 20,000 to 32,767. */
    public static int choose(String setting, int port) {
        for (var tries = 0; port == 0 && tries < TRIES; tries++) {
            var candidate = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        try (var socket = bind(port)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartException(
                    setting + "=" + port + " is in use. Set another port, or 0 for any that is free.", e);
        } catch (IllegalArgumentException e) {
            throw new StartException(setting + "=" + port + " is not a port: it is a number from 0 to 65535.", e);
        }
    }

    public static boolean isFree(int port) {
        try (var socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}
