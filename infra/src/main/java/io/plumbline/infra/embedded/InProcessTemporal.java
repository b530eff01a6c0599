package io.plumbline.infra.embedded;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's own test server, in normal time, bound to the loopback interface. It keeps its state in memory, about 13 KB
 * for each closed workflow: for trying out and for small installations.
 */
public final class InProcessTemporal implements EmbeddedTemporal {

    private final TestServicesStarter services;
    private final Server server;

    private InProcessTemporal(TestServicesStarter services, Server server) {
        this.services = services;
        this.server = server;
    }

    /** @param port 0 for any that is free */
    public static InProcessTemporal start(int port) {
        return start(port, new TestServicesStarter(true, 0));
    }

    static InProcessTemporal start(int port, TestServicesStarter services) {
        ForgottenLocks.in(services);
        // built by hand, since the library's own port-bound server listens on every address
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
        try {
            return new InProcessTemporal(services, builder.build().start());
        } catch (IOException e) {
            services.close();
            throw new StartException("plumbline.temporal.port=" + port + " is in use.", e);
        }
    }

    @Override
    public String target() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            services.close();
            server.shutdownNow();
        }
    }
}
