package io.plumbline.worker.embedded;

import io.plumbline.infra.embedded.DataDirectory;
import io.plumbline.infra.embedded.EmbeddedPostgres;
import io.plumbline.infra.embedded.EmbeddedTemporal;
import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.infra.embedded.TemporalDevServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the database and the Temporal server that no setting points to, before anything asks for them, and lets the
 * settings point there. They are stopped after everything else.
 */
public final class EmbeddedParts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final int USUAL_TEMPORAL_PORT = 7233; // where the command-line tools look
    private static final int USUAL_UI_PORT = 8233;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        var parts = new Parts(context);
        var settings = new HashMap<String, Object>();
        try {
            if (isUnset(environment, "spring.datasource.url")) {
                startPostgres(environment, parts, settings);
            }
            if (isUnset(environment, "spring.temporal.connection.target")) {
                startTemporal(environment, parts, settings);
            }
        } catch (RuntimeException e) {
            parts.close(); // a context that was not refreshed destroys nothing
            throw e;
        }
        environment.getPropertySources().addFirst(new MapPropertySource("embedded parts", settings));
    }

    private static void startPostgres(ConfigurableEnvironment environment, Parts parts, Map<String, Object> settings) {
        var postgres = EmbeddedPostgres.start(
                parts.dataDirectory(environment).path().resolve("postgres"),
                environment.getProperty("plumbline.postgres.port", Integer.class, 0));
        parts.closeLast("embeddedPostgres", postgres);
        settings.put("spring.datasource.url", postgres.jdbcUrl());
        settings.put("plumbline.embedded.database", true);
    }

    private static void startTemporal(ConfigurableEnvironment environment, Parts parts, Map<String, Object> settings) {
        EmbeddedTemporal temporal;
        var port = port(environment, "plumbline.temporal.port", USUAL_TEMPORAL_PORT);
        if (environment.getProperty("plumbline.temporal.dev-server", Boolean.class, false)) {
            var devServer = TemporalDevServer.start(
                    parts.dataDirectory(environment).path().resolve("temporal"),
                    port,
                    port(environment, "plumbline.temporal.ui-port", USUAL_UI_PORT));
            settings.put("plumbline.temporal.ui-url", devServer.uiUrl());
            temporal = devServer;
        } else {
            temporal = InProcessTemporal.start(port);
        }
        parts.closeLast("embeddedTemporal", temporal);
        settings.put("spring.temporal.connection.target", temporal.target());
        settings.put("plumbline.embedded.temporal", true);
    }

    /** The port that is set; else the usual one, or any when somebody else has that. */
    private static int port(ConfigurableEnvironment environment, String setting, int usual) {
        var set = environment.getProperty(setting, Integer.class);
        return set != null ? set : Ports.isFree(usual) ? usual : 0;
    }

    private static boolean isUnset(ConfigurableEnvironment environment, String setting) {
        return environment.getProperty(setting, "").isBlank();
    }

    /** What this start has opened, tied to the context's end. */
    private static final class Parts {

        private final DefaultSingletonBeanRegistry beans;
        private @org.jspecify.annotations.Nullable DataDirectory dataDirectory;

        Parts(ConfigurableApplicationContext context) {
            this.beans = (DefaultSingletonBeanRegistry) context.getBeanFactory();
        }

        DataDirectory dataDirectory(ConfigurableEnvironment environment) {
            if (dataDirectory == null) {
                dataDirectory =
                        DataDirectory.open(Path.of(environment.getProperty("plumbline.data-dir", ".plumbline")));
                closeLast("dataDirectory", dataDirectory);
            }
            return dataDirectory;
        }

        /** Beans that are registered first are destroyed last. */
        void closeLast(String name, AutoCloseable part) {
            beans.registerSingleton(name, part);
            beans.registerDisposableBean(name, part::close);
        }

        void close() {
            beans.destroySingletons();
        }
    }
}
