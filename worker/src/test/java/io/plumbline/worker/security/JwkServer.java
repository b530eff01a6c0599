package io.plumbline.worker.security;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whoever makes tokens: publishes keys over HTTP, and tells where they are. It can be away. */
final class JwkServer implements AutoCloseable {

    private final int port = freePort();
    private final List<JWK> keys = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String issuer = url();
    private HttpServer server;

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String jwkSetUri() {
        return url() + "/jwks";
    }

    /** The paths that were asked for. */
    List<String> asked() {
        return new ArrayList<>(asked);
    }

    void says(String anotherIssuer) {
        issuer = anotherIssuer;
    }

    void publish(String kid, KeyPair pair) {
        keys.add(
                pair.getPublic() instanceof RSAPublicKey rsa
                        ? new RSAKey.Builder(rsa).keyID(kid).build()
                        : new ECKey.Builder(com.nimbusds.jose.jwk.Curve.P_256, (ECPublicKey) pair.getPublic())
                                .keyID(kid)
                                .build());
    }

    void withdraw(String kid) {
        keys.removeIf(key -> key.getKeyID().equals(kid));
    }

    JwkServer start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                asked.add(path);
                var body = switch (path) {
                    case "/jwks" -> new JWKSet(List.copyOf(keys)).toString();
                    case "/.well-known/openid-configuration" ->
                        "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwkSetUri() + "\"}";
                    default -> "";
                };
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return this;
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
