package io.plumbline.infra.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class Ports {

    private Ports() {}

    /** The port itself, or a free one for 0. */
    public static int choose(String setting, int port) {
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
