package io.plumbline.bench;

import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.TemporalDevServer;

/** The {@code temporal} program's server, where it is there to be measured. */
final class DevServer {

    private DevServer() {}

    static boolean isInstalled() {
        return Programs.find("temporal").isPresent();
    }

    static EmbeddedTemporal start(Stage stage) {
        return TemporalDevServer.start(stage.directory().resolve("temporal"), 0, 0);
    }

    /** The server within this process where there is no other. */
    static EmbeddedTemporal startOrInProcess(Stage stage) {
        return isInstalled() ? start(stage) : InProcessTemporal.start(0);
    }
}
